using Gateway.Contracts;
using Gateway.Core.Models;

namespace Gateway.Registry;

/// <summary>What a model's settings may say.</summary>
internal static class SettingsRules
{
    public static IReadOnlyList<ProblemItem> Problems(Contracts.ModelSettings settings)
    {
        List<ProblemItem> problems = [];
        Require(problems, ModelName.IsValid(settings.Policy), "policy", "must be a policy's name", settings.Policy);
        Require(problems, settings.OnPush is "register" or "rollout", "onPush", "must be register or rollout", settings.OnPush);
        Require(problems, settings.StickyHeader.Length > 0 && settings.StickyHeader.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'), "stickyHeader", "must be a header's name", settings.StickyHeader);
        Duration(problems, "timeout", settings.Timeout, least: TimeSpan.FromMilliseconds(1));
        Duration(problems, "keepWarm", settings.KeepWarm, TimeSpan.Zero);
        Duration(problems, "feedbackRetention", settings.FeedbackRetention, TimeSpan.Zero);
        Require(problems, settings.Hosts is null or (>= 1 and <= 64), "hosts", "must be from 1 to 64", $"{settings.Hosts}");
        Require(problems, settings.Device == "cpu", "device", "must be cpu: this build runs models on no other device", settings.Device);
        Require(problems, settings.Concurrency == 0, "concurrency", "must be 0: limits per model are not in this build", $"{settings.Concurrency}");
        Require(problems, settings.Batching is null or { ValueKind: System.Text.Json.JsonValueKind.Null }, "batching", "is not in this build", settings.Batching?.GetRawText());
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
