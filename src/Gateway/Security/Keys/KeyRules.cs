using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Names;

namespace Gateway.Security.Keys;

/// <summary>What a key may be.</summary>
internal static class KeyRules
{
    /// <summary>Its holder may make keys for everything, now.</summary>
    public static bool Administers(IssuedKey key, DateTimeOffset now) => key.Role == Roles.Admin && key.Models.Contains("*") && key.IsLive(now);

    private const string Nobody = "anonymous";
    private static readonly TimeSpan Usual = TimeSpan.FromHours(24);

    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public static void Check(KeySpec spec)
    {
        List<ProblemItem> problems = [];
        if (!ModelName.IsValid(spec.Name ?? "") || spec.Name == Nobody)
        {
            problems.Add(new ProblemItem("name", $"must match {ModelName.Form} and not be {Nobody}", spec.Name));
        }

        if (spec.Role is null || !Roles.All.Contains(spec.Role))
        {
            problems.Add(new ProblemItem("role", spec.Role is null ? $"must be one of {string.Join(", ", Roles.All)}" : NearestName.Unknown(spec.Role, Roles.All), spec.Role));
        }

        if (spec.Models is { Count: 0 } or { Count: > 100 })
        {
            problems.Add(new ProblemItem("models", "must name 1 to 100 models or patterns; without it the key is for all"));
        }

        problems.AddRange((spec.Models ?? []).Index().Where(model => !ModelScope.IsPattern(model.Item))
            .Select(model => new ProblemItem($"models[{model.Index}]", "must be a model's name, with * for any letters", model.Item)));
        CheckDuration("expires", spec.Expires, problems);
        CheckAllowance("rate", spec.Rate, problems);
        CheckAllowance("quota", spec.Quota, problems);
        Throw(problems);
    }

    public static DateTimeOffset? Expiry(string? lifetime, DateTimeOffset now) => Durations.TryParse(lifetime, out TimeSpan time) ? now + time : null;

    /// <returns>How long the old key goes on.</returns>
    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public static TimeSpan Overlap(KeyRotation rotation)
    {
        List<ProblemItem> problems = [];
        TimeSpan overlap = Usual;
        if (rotation.Overlap is { } text && !Durations.TryParse(text, out overlap))
        {
            problems.Add(new ProblemItem("overlap", $"must be {Durations.Form}", text));
        }

        CheckDuration("expires", rotation.Expires, problems);
        Throw(problems);
        return overlap;
    }

    private static void CheckDuration(string path, string? text, List<ProblemItem> problems)
    {
        if (text is not null && (!Durations.TryParse(text, out TimeSpan duration) || duration == TimeSpan.Zero))
        {
            problems.Add(new ProblemItem(path, $"must be {Durations.Form}", text));
        }
    }

    private static void CheckAllowance(string path, string? text, List<ProblemItem> problems)
    {
        if (text is not null && !Allowance.TryParse(text, out _))
        {
            problems.Add(new ProblemItem(path, $"must be {Allowance.Form}", text));
        }
    }

    private static void Throw(List<ProblemItem> problems)
    {
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }
}
