using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class RequestPathTests
{
    [Fact]
    public void A_request_leaves_next_to_nothing_on_the_heap()
    {
        using RequestPath path = RequestPath.Start();
        long bytes = 0;
        Thread alone = new(() => bytes = Allocated(path.Send) - Allocated(path.SendWithoutUs)); // a thread of its own: no context that posts, and nobody else's allocations
        alone.Start();
        alone.Join();

        // Inherent: the task that the middleware returns (88 bytes), and YARP's feature for the version's cluster (72). A debug build's state machines are classes.
        Assert.InRange(bytes, 0, Most);
    }

    [Fact]
    public void Counting_an_attempt_allocates_nothing()
    {
        using RequestPath path = RequestPath.Start();
        RouteSnapshot snapshot = path.Table.Find("digits")!.Current;
        Attempt attempt = new() { Snapshot = snapshot, Arm = snapshot.Arms[1], Host = "digits/2/1", StatusCode = 200, Duration = TimeSpan.FromMilliseconds(3) };

        Assert.Equal(0, Allocated(() =>
        {
            path.Observer.Started(attempt);
            path.Observer.Ended(attempt);
            path.Observer.Responded(attempt.Arm, 200, rescued: false, attempt.Duration);
        }));
    }

    [Fact]
    public void A_thousand_models_with_two_versions_are_all_found()
    {
        using RequestPath path = RequestPath.Start();
        RouteTable table = new();
        table.AddAll(Enumerable.Range(0, 1000).Select(number => path.Snapshot($"model-{number}")));

        for (int number = 0; number < 1000; number++)
        {
            string name = $"model-{number}";
            RouteSnapshot found = table.Find(name.AsSpan())!.Current;
            Assert.Equal(name, found.Model);
            Assert.Equal(["1", "2"], found.Known.Keys.Order());
            Assert.Equal(name, found.Next().Key.Model);
        }

        Assert.Null(table.Find("model-1000"));
    }

#if DEBUG
    private const int Most = 1000;
#else
    private const int Most = 160;
#endif

    /// <returns>Bytes of one call, once everything is warm: the least of several looks, for a pool may grow or a timer tick.</returns>
    private static long Allocated(Action call)
    {
        long least = long.MaxValue;
        for (int look = 0; look < 20; look++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                call();
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 100);
        }

        return least;
    }
}
