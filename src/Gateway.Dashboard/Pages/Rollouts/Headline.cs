using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Rollouts;

/// <summary>A run in one sentence: what is happening and why, with the numbers.</summary>
internal static class Headline
{
    public static string Of(Rollout run) => run.Phase switch
    {
        "promoted" => $"Version {run.Candidate} was promoted: {run.Reason ?? Evidence(run)}.",
        "rolledBack" => $"Version {run.Candidate} was rolled back: {run.Reason}.",
        "rollingBack" => $"Version {run.Candidate} gets nothing more: {run.Reason}.",
        "aborted" => $"The rollout was aborted{Colon(run.Reason)}.",
        "held" => $"It stands still, held by {Holder(run.HeldBecause)}{Colon(run.Reason)}.",
        "preparing" => $"Version {run.Candidate} is being made ready.",
        "promoting" => $"Version {run.Candidate} takes over.",
        "baking" => $"Version {run.Candidate} has the traffic; version {run.Baseline} stays ready while it bakes.",
        "shadowing" => $"Version {run.Candidate} gets copies; clients get version {run.Baseline}'s answers alone.",
        _ => $"Version {run.Candidate} gets {Format.Percent(run.Weights.GetValueOrDefault(run.Candidate))} of the traffic; {Verdicts(run)}.",
    };

    /// <summary>How sure it is so far.</summary>
    private static string Verdicts(Rollout run) => run.Guards.FirstOrDefault(guard => guard.Verdict is "suspect" or "failed") is { } doubt
        ? $"{doubt.Guard} is {doubt.Verdict}: {doubt.Says}"
        : (run.Guards.Count, run.Guards.Count(guard => guard.Verdict == "passed")) switch
        {
            (0, _) => "nothing has been judged yet",
            (var all, var passed) when all == passed => "every guard has passed",
            (var all, var passed) => $"{passed} of {all} guards have passed, nothing speaks against it",
        };

    /// <summary>What a promotion rests on, where nobody gave a reason.</summary>
    private static string Evidence(Rollout run) => string.Join("; ", run.Guards.Where(guard => guard.Verdict == "passed").Select(guard => $"{guard.Guard}: {guard.Says}")) is { Length: > 0 } says ? says : "its steps are done";

    private static string Holder(string? because) => because switch
    {
        "operator" => "an operator",
        "manualWeights" => "weights that were set by hand",
        "gate" => "its gate",
        "environment" => "its surroundings: both versions are in trouble",
        "deadline" => "a deadline",
        "freeze" => "a freeze",
        "guard" => "a guard",
        _ => "the gateway",
    };

    private static string Colon(string? reason) => reason is null ? "" : $": {reason}";
}
