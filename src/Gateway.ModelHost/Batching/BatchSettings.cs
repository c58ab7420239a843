namespace Gateway.ModelHost.Batching;

/// <summary>What was said about a model's runs; an absent part says nothing.</summary>
/// <param name="Concurrency">0 says nothing either.</param>
internal sealed record BatchSettings(
    int? MaxBatchSize = null, double? MaxQueueDelayMs = null, IReadOnlyList<int>? PreferredBatchSizes = null, int? Queue = null, int Concurrency = 0)
{
    public static readonly BatchSettings None = new();

    public JoinRules Over(JoinRules rules) => rules with
    {
        MaxBatchSize = MaxBatchSize ?? rules.MaxBatchSize,
        MaxQueueDelay = MaxQueueDelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : rules.MaxQueueDelay,
        PreferredBatchSizes = PreferredBatchSizes ?? rules.PreferredBatchSizes,
        Concurrency = Concurrency > 0 ? Concurrency : rules.Concurrency,
        Queue = Queue ?? rules.Queue,
        Limited = rules.Limited || Queue is not null || Concurrency > 0,
    };
}
