using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Registry;
using Gateway.Rollouts.Starts;

namespace Gateway.Rollouts.Splits;

/// <summary>A split as it was asked for, checked.</summary>
internal sealed record TrafficWish(ImmutableSortedDictionary<string, int> Weights, string Baseline, ImmutableArray<TrafficRule> Rules, bool Watch, bool Force, string? Reason);

/// <summary>What a split set by hand may say.</summary>
internal static class TrafficRules
{
    /// <exception cref="RefusedException">400 with everything that is wrong; 409 for versions that are not ready.</exception>
    public static TrafficWish Read(TrafficRecord now, Traffic body, ModelCatalog catalog)
    {
        List<ProblemItem> problems = [];
        foreach ((string version, decimal weight) in body.Weights)
        {
            if (weight < 0 || weight > 100 || decimal.Round(weight, 2) != weight)
            {
                problems.Add(new ProblemItem($"weights.{version}", "must be from 0 to 100, with at most two decimals", Text(weight)));
            }
        }

        decimal sum = body.Weights.Values.All(weight => Math.Abs(weight) < 1_000_000) ? body.Weights.Values.Sum() : 100; // of larger ones there may be no sum
        if (sum != 100)
        {
            problems.Add(new ProblemItem("weights", $"must sum to 100, and {string.Join(" + ", body.Weights.Values.Select(Text))} is {Text(sum)}", Text(sum)));
        }

        if (body.Baseline is { } named && body.Weights.GetValueOrDefault(named) <= 0)
        {
            problems.Add(new ProblemItem("baseline", "must keep weight", named));
        }

        for (int i = 0; i < body.Rules.Count; i++)
        {
            if (string.IsNullOrEmpty(body.Rules[i].Header) || body.Rules[i].In is not { Count: > 0 })
            {
                problems.Add(new ProblemItem($"rules[{i}]", "must have a header and at least one value in \"in\""));
            }
            else if (!HeaderName.IsValid(body.Rules[i].Header))
            {
                problems.Add(new ProblemItem($"rules[{i}].header", $"must be {HeaderName.Form}", body.Rules[i].Header));
            }
        }

        Versions(now.Model, body, catalog, problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        States(now.Model, body, catalog);
        var weights = body.Weights.Where(weight => weight.Value > 0).ToImmutableSortedDictionary(weight => weight.Key, weight => (int)(weight.Value * 100), StringComparer.Ordinal);
        string baseline = body.Baseline ?? (weights.ContainsKey(now.Baseline) ? now.Baseline : weights.MaxBy(weight => weight.Value).Key);
        return new TrafficWish(weights, baseline, [.. body.Rules], body.Watch, body.Force == true, body.Reason);
    }

    /// <returns>The version to be watched: the run's own while it has weight, else the heaviest beside the baseline; null with one version.</returns>
    public static string? Candidate(TrafficRecord now, TrafficWish wish, string? running)
    {
        IEnumerable<string> others = wish.Weights.Where(weight => weight.Key != wish.Baseline).OrderByDescending(weight => now.Weights.GetValueOrDefault(weight.Key) == 0).ThenByDescending(weight => weight.Value).Select(weight => weight.Key);
        return running is not null && running != wish.Baseline && wish.Weights.ContainsKey(running) ? running : others.FirstOrDefault();
    }

    private static void Versions(string model, Traffic body, ModelCatalog catalog, List<ProblemItem> problems)
    {
        foreach (string version in body.Weights.Keys.Where(version => catalog.Find(new VersionKey(model, version)) is null))
        {
            problems.Add(new ProblemItem($"weights.{version}", "is no version of this model", version));
        }

        VersionRecord? heaviest = body.Weights.Count == 0 ? null : catalog.Find(new VersionKey(model, body.Weights.MaxBy(weight => weight.Value).Key));
        foreach (string version in body.Weights.Where(weight => weight.Value > 0).Select(weight => weight.Key))
        {
            Protocol(version, $"weights.{version}");
        }

        for (int i = 0; i < body.Rules.Count; i++)
        {
            if (catalog.Find(new VersionKey(model, body.Rules[i].Version ?? "")) is null)
            {
                problems.Add(new ProblemItem($"rules[{i}].version", "is no version of this model", body.Rules[i].Version));
            }

            Protocol(body.Rules[i].Version ?? "", $"rules[{i}].version");
        }

        void Protocol(string version, string path)
        {
            if (heaviest is not null && catalog.Find(new VersionKey(model, version)) is { } record && OneProtocol.Problem(record, heaviest) is { } problem)
            {
                problems.Add(new ProblemItem(path, problem, version));
            }
        }
    }

    private static void States(string model, Traffic body, ModelCatalog catalog)
    {
        foreach (string name in body.Weights.Where(weight => weight.Value > 0).Select(weight => weight.Key))
        {
            VersionRecord version = catalog.Find(new VersionKey(model, name))!;
            bool forced = body.Force == true && version.State is VersionState.Ready or VersionState.Quarantined;
            if (!forced && (version.State != VersionState.Ready || version.Incompatible))
            {
                string why = version.Incompatible ? "is not compatible with the baseline's clients (say \"force\":true if that is meant)" : $"is {Words.Of(version.State)}";
                throw new RefusedException(409, "version-not-ready", "A version cannot have weight.", $"Version {name} {why}.");
            }
        }

        foreach (VersionRecord version in body.Rules.Select(rule => catalog.Find(new VersionKey(model, rule.Version))!))
        {
            if (version.State != VersionState.Ready && !(body.Force == true && version.State == VersionState.Quarantined))
            {
                throw new RefusedException(409, "version-not-ready", "A rule leads to a version that cannot serve.", $"Version {version.Key.Version} is {Words.Of(version.State)}.");
            }
        }
    }

    private static string Text(decimal number) => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
