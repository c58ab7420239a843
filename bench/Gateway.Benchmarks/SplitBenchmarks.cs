using BenchmarkDotNet.Attributes;
using Gateway.Core.Routing;

namespace Gateway.Benchmarks;

/// <summary>Reach: 30 ns a pick.</summary>
public class SplitBenchmarks
{
    private readonly TrafficSplit _two = new([9000, 1000], 7);
    private readonly TrafficSplit _four = new([7000, 1500, 1000, 500], 7);
    private long _place;

    [Benchmark]
    public int PickOfTwo() => _two.Pick(_place++);

    [Benchmark]
    public int PickOfFour() => _four.Pick(_place++);
}
