namespace Gateway.ModelHost.Sessions;

/// <summary>What a version did since it was loaded, in the terms of Triton's statistics extension.</summary>
/// <param name="LastInference">Null: none yet.</param>
/// <param name="InferenceCount">Rows answered.</param>
/// <param name="ExecutionCount">Runs of the model; fewer than requests when they were joined.</param>
/// <param name="Success">Whole requests that were answered.</param>
/// <param name="Fail">Whole requests that were refused or failed.</param>
/// <param name="Queue">Waiting for a turn; each request of a joined run counts, here and in the three below.</param>
/// <param name="ComputeInput">Making and joining what the model takes in.</param>
/// <param name="ComputeInfer">Running.</param>
/// <param name="ComputeOutput">Taking apart what it gave.</param>
/// <param name="Batches">In the order of their size.</param>
internal sealed record ModelStatistics(
    string Name,
    string Version,
    DateTimeOffset? LastInference,
    long InferenceCount,
    long ExecutionCount,
    StatisticDuration Success,
    StatisticDuration Fail,
    StatisticDuration Queue,
    StatisticDuration ComputeInput,
    StatisticDuration ComputeInfer,
    StatisticDuration ComputeOutput,
    IReadOnlyList<BatchStatistics> Batches);

/// <param name="Count">How many were added up.</param>
/// <param name="Nanoseconds">All of them together.</param>
internal readonly record struct StatisticDuration(long Count, long Nanoseconds);

/// <summary>Runs of one size.</summary>
/// <param name="Size">Rows of a run; counted up to 1 024, larger ones as that.</param>
internal sealed record BatchStatistics(long Size, StatisticDuration ComputeInput, StatisticDuration ComputeInfer, StatisticDuration ComputeOutput);
