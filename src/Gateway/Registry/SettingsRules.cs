using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Names;

namespace Gateway.Registry;

/// <summary>What a model's settings may say.</summary>
internal static class SettingsRules
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(24);

    /// <param name="policies">Names of those that there are.</param>
    public static IReadOnlyList<ProblemItem> Problems(Contracts.ModelSettings settings, IReadOnlyCollection<string> policies)
    {
        List<ProblemItem> problems = [];
        Require(problems, policies.Contains(settings.Policy), "policy", NearestName.Unknown(settings.Policy, policies), settings.Policy);
        Require(problems, settings.OnPush is "register" or "rollout", "onPush", $"must be register or rollout{NearestName.Hint(settings.OnPush, ["register", "rollout"])}", settings.OnPush);
        Require(problems, HeaderName.IsValid(settings.StickyHeader), "stickyHeader", $"must be {HeaderName.Form}", settings.StickyHeader);
        Duration(problems, "timeout", settings.Timeout, least: TimeSpan.FromMilliseconds(1));
        Require(problems, !Durations.TryParse(settings.Timeout, out TimeSpan timeout) || timeout <= LongestTimeout, "timeout", "must be at most 24h", settings.Timeout);
        Duration(problems, "keepWarm", settings.KeepWarm, TimeSpan.Zero);
        Duration(problems, "feedbackRetention", settings.FeedbackRetention, TimeSpan.Zero);
        Require(problems, settings.Hosts is null or (>= 1 and <= 64), "hosts", "must be from 1 to 64", $"{settings.Hosts}");
        Require(problems, Device.TryParse(settings.Device, out _), "device", $"must be {Device.Form}", settings.Device);
        Require(problems, settings.IntraOp is null or (>= 1 and <= 1024), "intraOp", "must be from 1 to 1024", $"{settings.IntraOp}");
        Require(problems, settings.Concurrency is >= 0 and <= 1024, "concurrency", "must be from 0 to 1024", $"{settings.Concurrency}");
        Require(problems, settings.MaxInFlight is null or (>= 1 and <= 1_000_000), "maxInFlight", "must be from 1 to 1000000", $"{settings.MaxInFlight}");
        problems.AddRange(settings.Batching is { } batching ? BatchingRules.Problems(batching) : []);
        Require(problems, settings.KeepVersions >= 1, "keepVersions", "must be at least 1", $"{settings.KeepVersions}");
        return problems;
    }

    private static void Duration(List<ProblemItem> problems, string path, string text, TimeSpan least) =>
        Require(problems, Durations.TryParse(text, out TimeSpan duration) && duration >= least, path, $"must be {Durations.Form}", text);

    private static void Require(List<ProblemItem> problems, bool holds, string path, string message, string? value)
    {
        if (!holds)
        {
            problems.Add(new ProblemItem(path, message, value));
        }
    }
}
