namespace Gateway.ModelHost.Batching;

/// <summary>A waiting request as the decision sees it; times are on one clock.</summary>
/// <param name="Kind">Requests of one kind fit together; <see cref="Alone"/> fits with none.</param>
/// <param name="Deadline">When it need not run any more; <see cref="TimeSpan.MaxValue"/>: never.</param>
/// <param name="Gone">Its client does not wait any more.</param>
internal readonly record struct Candidate(int Kind, long Rows, TimeSpan Since, TimeSpan Deadline, bool Gone)
{
    public const int Alone = -1;
}

/// <summary>What becomes of a waiting request.</summary>
internal enum Fate
{
    Waits,
    Joins,
    Expired,
    Gone,
}
