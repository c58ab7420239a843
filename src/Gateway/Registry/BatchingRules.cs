using Gateway.Contracts;

namespace Gateway.Registry;

/// <summary>What the settings of batching may say.</summary>
internal static class BatchingRules
{
    private const int MostRows = 65_536;
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    public static IEnumerable<ProblemItem> Problems(BatchingSettings batching)
    {
        if (batching.MaxBatchSize is < 1 or > MostRows)
        {
            yield return new ProblemItem("batching.maxBatchSize", $"must be from 1 to {MostRows}", $"{batching.MaxBatchSize}");
        }

        if (batching.MaxQueueDelay is { } delay && (!Durations.TryParse(delay, out TimeSpan wait) || wait > LongestDelay))
        {
            yield return new ProblemItem("batching.maxQueueDelay", "must be a duration of at most 10s, such as 2ms", delay);
        }

        int most = batching.MaxBatchSize ?? MostRows;
        foreach ((int place, int size) in (batching.PreferredBatchSizes ?? []).Index().Where(size => size.Item < 1 || size.Item > most))
        {
            yield return new ProblemItem($"batching.preferredBatchSizes[{place}]", $"must be from 1 to {(batching.MaxBatchSize is null ? $"{MostRows}" : "maxBatchSize")}", $"{size}");
        }

        if (batching.Queue is < 0 or > MostWaiting)
        {
            yield return new ProblemItem("batching.queue", $"must be from 0 to {MostWaiting}", $"{batching.Queue}");
        }
    }
}
