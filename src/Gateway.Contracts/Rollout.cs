namespace Gateway.Contracts;

/// <summary>A rollout as it is now.</summary>
/// <param name="Phase">preparing, shadowing, progressing, held, promoting, baking, promoted, rollingBack, rolledBack, aborted.</param>
/// <param name="Weights">Percent per version.</param>
/// <param name="Verbs">Those that are legal now.</param>
public sealed record Rollout(
    Guid Id,
    string Model,
    string Baseline,
    string Candidate,
    string Strategy,
    string Phase,
    int StepIndex,
    IReadOnlyDictionary<string, decimal> Weights,
    IReadOnlyList<string> WaitingFor,
    string? HeldBecause,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<GuardStatus> Guards,
    RolloutSpec Plan,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string>? Verbs = null);

/// <param name="Verdict">passed, failed, suspect, inconclusive.</param>
/// <param name="LogE">Natural logarithm of the evidence against the candidate.</param>
/// <param name="Threshold">Failed at this.</param>
public sealed record GuardStatus(
    string Guard,
    string Action,
    bool DryRun,
    string Verdict,
    ArmCounts Candidate,
    ArmCounts Baseline,
    string Limit,
    string Says,
    NeedMore? NeedMore,
    double LogE,
    double Threshold);

/// <param name="Value">The quantile or rate in the measure's unit (ms, or a fraction); null without attempts.</param>
public sealed record ArmCounts(long Attempts, long Bad, double Rate, double? Value);

/// <param name="Time">Duration text at the present rate; null: no traffic.</param>
public sealed record NeedMore(long Attempts, string? Time);

/// <summary>The body of a rollout's verb and of a rollback.</summary>
public sealed record VerbRequest
{
    public string? Reason { get; init; }
    public string? To { get; init; }
}

/// <param name="Warm">The target had a ready host: its weight is in force.</param>
public sealed record RollbackAnswer(string From, string To, bool Warm);
