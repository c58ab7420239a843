using System.Collections.Immutable;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Registry;

namespace Gateway.Rollouts.Plans;

/// <summary>Reads the guards of a plan: its own, those of copies, those of the bake.</summary>
internal static class PlanGuards
{
    /// <param name="asked">What the caller said himself: what he named is refused where the policy's would be left out.</param>
    /// <param name="decoded">Answers of hosts that something else runs are looked into.</param>
    /// <param name="copies">There is a phase of copies, or there may be one.</param>
    public static RunGuards Read(RolloutSpec asked, RolloutSpec spec, VersionRecord? candidate, bool decoded, double rate, bool copies, List<ProblemItem> problems, List<string> warnings)
    {
        int before = problems.Count;
        ImmutableArray<Guard> run = GuardReader.Read(spec.Guards!, "guards", copies ? GuardPlace.RunWithCopies : GuardPlace.Run, problems);
        ImmutableArray<Guard> named = GuardReader.Read(spec.Shadow?.Guards ?? [], "shadow.guards", GuardPlace.Copies, problems);
        ImmutableArray<Guard> bake = GuardReader.Read(spec.Bake?.Guards ?? [], "bake.guards", GuardPlace.Bake, problems);
        if (candidate?.Source is VersionSource.Addresses addresses)
        {
            run = Measurable(run, "guards", asked.Guards is not null, addresses, decoded, problems, warnings);
            named = Measurable(named, "shadow.guards", true, addresses, decoded, problems, warnings);
            bake = Measurable(bake, "bake.guards", asked.Bake?.Guards is not null, addresses, decoded, problems, warnings);
        }

        if (bake.Any(guard => guard.Measure == Measure.Wrong))
        {
            warnings.Add("A guard on wrong stays inconclusive as long as nobody sends the truth.");
        }

        run = LowTraffic(run, asked.Guards is not null, rate, warnings);
        ImmutableArray<Guard> shadow = named.IsEmpty
            ? [.. RunGuards.OnCopies(run)]
            : [.. named, .. run.Where(guard => guard.Measure == Measure.Disagreements && named.All(other => other.Text != guard.Text))];
        run = run.RemoveAll(guard => guard.Measure == Measure.Disagreements);
        if (problems.Count == before && run.All(guard => !guard.Decides || guard.Measure != Measure.Errors))
        {
            problems.Add(new ProblemItem("guards", "must hold at least one on errors that rolls back or holds: nothing is promoted without evidence"));
        }

        return new RunGuards(run, copies ? shadow : [], bake);
    }

    /// <returns>The guards as they are judged.</returns>
    public static (GuardSet Live, GuardSet? Copies, GuardSet? Bake) Judged(RunGuards guards, double alpha, double alphaPromote, List<ProblemItem> problems)
    {
        try
        {
            return guards.Judged(alpha, alphaPromote);
        }
        catch (ArgumentException problem)
        {
            problems.Add(new ProblemItem("guards", problem.Message.Split(" (Parameter")[0]));
            return (new GuardSet([], alphaPromote), null, null);
        }
    }

    /// <summary>What a protocol cannot give is refused where it was named, and left out where a policy named it.</summary>
    private static ImmutableArray<Guard> Measurable(
        ImmutableArray<Guard> guards, string path, bool named, VersionSource.Addresses addresses, bool decoded, List<ProblemItem> problems, List<string> warnings)
    {
        bool http = addresses.Protocol == "http";
        bool Missing(Guard guard) => guard.Measure == Measure.Invalid && (http || !decoded) || http && guard.Measure is Measure.Disagreements or Measure.Wrong;
        foreach ((int index, Guard guard) in guards.Index().Where(guard => Missing(guard.Item)))
        {
            if (named)
            {
                problems.Add(new ProblemItem($"{path}[{index}]", $"cannot be measured on hosts that something else runs: {Why(http)}", guard.Text));
            }
            else
            {
                warnings.Add($"{guard.Text} is left out on hosts that something else runs: {Why(http)}.");
            }
        }

        return guards.RemoveAll(Missing);
    }

    private static string Why(bool http) => http ? "their answers are not V2" : "their answers are not decoded unless the model's settings say \"decodeOutputs\":true";

    private static ImmutableArray<Guard> LowTraffic(ImmutableArray<Guard> guards, bool named, double rate, List<string> warnings)
    {
        if (named || DefaultGuards.FitsP99(rate) || guards.FirstOrDefault(guard => guard.Text == DefaultGuards.Latency99) is not { } high)
        {
            return guards;
        }

        warnings.Add($"{DefaultGuards.Latency95} stands for {DefaultGuards.Latency99}: the traffic is too low to judge a p99 within a day.");
        return guards.Replace(high, GuardText.Parse(DefaultGuards.Latency95, out _)!);
    }
}
