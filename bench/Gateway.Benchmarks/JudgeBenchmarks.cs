using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Gateway.Core.Analysis;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Gateway.Tests.Routing;

namespace Gateway.Benchmarks;

/// <summary>A candidate's failed attempt in a run of 20 segments. Reach: 2 µs.</summary>
public class JudgeBenchmarks
{
    private readonly RequestPath _path;
    private readonly Attempt _bad;
    private readonly Evidence _evidence;

    public JudgeBenchmarks()
    {
        _path = RequestPath.Start([.. Enumerable.Range(1, 19).Select(Finished)]);
        _evidence = _path.Run.Read();
        RouteSnapshot snapshot = _path.Table.Find("digits")!.Current;
        _bad = new Attempt { Snapshot = snapshot, Arm = snapshot.Arms[1], Assignment = Assignment.Randomised, Outcome = Outcome.Failed, StatusCode = 500, Duration = TimeSpan.FromMilliseconds(3) };
    }

    /// <summary>Counted, in the history as well, and judged: nothing crosses.</summary>
    [Benchmark]
    public void BadEvent()
    {
        _path.Observer.Started(_bad);
        _path.Observer.Ended(_bad);
    }

    /// <summary>What is asked once the limit alone is broken: every segment against the baseline.</summary>
    [Benchmark]
    public Judgement FullVerdict() => Judge.Verdict(RequestPath.Guards.Guards[0], RequestPath.Guards.PassThreshold, _evidence);

    /// <summary>So many good attempts that the events of a whole benchmark break no limit.</summary>
    private static Segment Finished(int id) => new(id, 100 * id, 10_000 - 100 * id, ImmutableDictionary.CreateRange(
        ((string[])["errors", "rejections", "p99 <= 250ms"]).Select(name => KeyValuePair.Create(name, new Counts(id, 40L * id, 100_000_000_000, 100_000_000_000)))));
}
