namespace Gateway.Contracts;

/// <summary>How a model's hosts run waiting requests together; what is absent is the host's default.</summary>
public sealed record BatchingSettings
{
    /// <summary>Rows at most, 64 by default; 1: every request runs alone.</summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>How long a request waits for others although the model is free; by default not at all.</summary>
    public string? MaxQueueDelay { get; init; }

    /// <summary>Rows at which nothing waits any longer.</summary>
    public IReadOnlyList<int>? PreferredBatchSizes { get; init; }

    /// <summary>Requests that may wait at a host; more are refused with 429. By default 256, beyond which it is 503.</summary>
    public int? Queue { get; init; }
}
