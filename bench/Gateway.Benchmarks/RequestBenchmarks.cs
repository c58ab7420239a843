using BenchmarkDotNet.Attributes;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Gateway.Tests.Routing;

namespace Gateway.Benchmarks;

/// <summary>What is ours of a request: the middleware in front of a proxy that only waits, beside that proxy alone.</summary>
public class RequestBenchmarks
{
    private readonly RequestPath _path = RequestPath.Start();
    private readonly Attempt _attempt;

    public RequestBenchmarks()
    {
        RouteSnapshot snapshot = _path.Table.Find("digits")!.Current;
        _attempt = new Attempt { Snapshot = snapshot, Arm = snapshot.Arms[1], Host = "digits/2/1", StatusCode = 200, Duration = TimeSpan.FromMilliseconds(3) };
    }

    [Benchmark(Baseline = true)]
    public void WithoutUs() => _path.SendWithoutUs();

    [Benchmark]
    public void Request() => _path.Send();

    [Benchmark]
    public void ObserveAttempt()
    {
        _path.Observer.Started(_attempt);
        _path.Observer.Ended(_attempt);
    }
}
