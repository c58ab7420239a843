using Gateway.ModelHost.Sessions;
using Inference;
using ModelStatistics = Inference.ModelStatistics;
using StatisticDuration = Inference.StatisticDuration;

namespace Gateway.ModelHost.Endpoints;

/// <summary>What versions did, in the terms of Triton's statistics extension; both protocols answer with it.</summary>
internal static class StatisticsMessage
{
    /// <param name="only">It has the process to itself: the process's memory is its own.</param>
    /// <returns>An entry for each that was ever ready.</returns>
    public static ModelStatisticsResponse Of(IEnumerable<ServedModel> versions, ServedModel? only)
    {
        ModelStatisticsResponse response = new();
        foreach (ServedModel served in versions)
        {
            if (served.Statistics is { } statistics)
            {
                ModelStatistics entry = Of(statistics);
                entry.MemoryUsage.Add(served == only ? [new MemoryUsage { Type = "CPU", ByteSize = (ulong)Environment.WorkingSet }] : []);
                response.ModelStats.Add(entry);
            }
        }

        return response;
    }

    private static ModelStatistics Of(Sessions.ModelStatistics statistics) => new()
    {
        Name = statistics.Name,
        Version = statistics.Version,
        LastInference = (ulong)(statistics.LastInference?.ToUnixTimeMilliseconds() ?? 0),
        InferenceCount = (ulong)statistics.InferenceCount,
        ExecutionCount = (ulong)statistics.ExecutionCount,
        InferenceStats = new InferStatistics
        {
            Success = Of(statistics.Success),
            Fail = Of(statistics.Fail),
            Queue = Of(statistics.Queue),
            ComputeInput = Of(statistics.ComputeInput),
            ComputeInfer = Of(statistics.ComputeInfer),
            ComputeOutput = Of(statistics.ComputeOutput),
            CacheHit = new StatisticDuration(),
            CacheMiss = new StatisticDuration(),
        },
        BatchStats =
        {
            statistics.Batches.Select(batch => new InferBatchStatistics
            {
                BatchSize = (ulong)batch.Size,
                ComputeInput = Of(batch.ComputeInput),
                ComputeInfer = Of(batch.ComputeInfer),
                ComputeOutput = Of(batch.ComputeOutput),
            }),
        },
    };

    private static StatisticDuration Of(Sessions.StatisticDuration duration) => new() { Count = (ulong)duration.Count, Ns = (ulong)duration.Nanoseconds };
}
