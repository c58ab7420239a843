namespace Gateway.ModelHost.Batching;

/// <summary>How requests for one model are run: replaced whole, effective from the next decision on.</summary>
/// <param name="MaxBatchSize">Rows of a joined run at most; 1: nothing is joined. A request that has more runs alone.</param>
/// <param name="MaxQueueDelay">How long the first waits for others although a turn is free.</param>
/// <param name="PreferredBatchSizes">Rows at which nothing waits any longer.</param>
/// <param name="Concurrency">Runs at once.</param>
/// <param name="Queue">Requests that may wait.</param>
/// <param name="Limited">Concurrency or queue were set for this model: beyond them is the caller's too much (429), not the host's (503).</param>
internal sealed record JoinRules(int MaxBatchSize, TimeSpan MaxQueueDelay, IReadOnlyList<int> PreferredBatchSizes, int Concurrency, int Queue, bool Limited)
{
    /// <param name="threads">Of one run.</param>
    /// <param name="joins">Requests are joined: one run with every core leaves more to join than two with half of them.</param>
    public static JoinRules Default(int threads, bool joins) =>
        new(64, TimeSpan.Zero, [], joins ? Math.Max(1, Environment.ProcessorCount / threads) : Environment.ProcessorCount, 256, Limited: false);
}
