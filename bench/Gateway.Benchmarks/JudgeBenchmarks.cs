using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Gateway.Core.Analysis;
using Gateway.Routing;
using Gateway.Tests.Routing;

namespace Gateway.Benchmarks;

/// <summary>A candidate's failed attempt in a run of 20 segments: counted and judged at once. Reach: 2 µs.</summary>
public class JudgeBenchmarks
{
    private const int Segments = 20;
    private readonly RequestPath _path;
    private readonly Attempt _bad;

    public JudgeBenchmarks()
    {
        _path = RequestPath.Start([.. Enumerable.Range(1, Segments - 1).Select(Finished)]);
        RouteSnapshot snapshot = _path.Table.Find("digits")!.Current;
        _bad = new Attempt { Snapshot = snapshot, Arm = snapshot.Arms[1], Assignment = Assignment.Randomised, Outcome = Outcome.Failed, StatusCode = 500, Duration = TimeSpan.FromMilliseconds(3) };
    }

    /// <summary>Undone at once, so that the run never fails: only a guard that may still fail is judged.</summary>
    [Benchmark]
    public void BadEvent()
    {
        _path.Observer.Ended(_bad);
        _path.Observer.Started(_bad);
    }

    private static Segment Finished(int id) => new(id, 100 * id, 10_000 - 100 * id, ImmutableDictionary.CreateRange(
        ((string[])["errors", "rejections", "p99 <= 250ms"]).Select(name => KeyValuePair.Create(name, new Counts(id, 40L * id, 100_000, 1_000_000)))));
}
