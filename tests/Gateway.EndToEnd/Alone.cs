using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Tests that run while nothing else does: what they show is judged by its latency, and a machine busy with other tests is another machine.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
