using Xunit;

// They wait for rollouts more than they compute: a third at once uses what two leave of two cores.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace Gateway.EndToEnd;

/// <summary>Tests that run while nothing else does: what they show is judged by its latency, and a machine busy with other tests is another machine.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
