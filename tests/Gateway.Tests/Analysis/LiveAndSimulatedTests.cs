using Gateway.Core.Analysis;
using Gateway.Core.Simulation;
using Xunit;

namespace Gateway.Tests.Analysis;

/// <summary>A recorded run, fed attempt by attempt in the order of its completions to the observer of the request path.</summary>
public sealed class LiveAndSimulatedTests
{
    private static readonly LatencyShape Latency = new(TimeSpan.FromMilliseconds(40), 0.5);
    private static readonly string[] Guards =
        ["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 1.25x baseline", "p95 <= 90ms", "invalid <= 1.5x baseline", "rejections <= 1.5x baseline", "timeouts <= 1%", "aborts <= 3x baseline"];

    private static readonly VersionBehaviour Version = new(0.004, Latency)
    {
        Hosts = 3,
        RejectedRate = 0.01,
        InvalidRate = 0.002,
        Outages = [new Outage(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(85), 0.4, TimeSpan.FromMilliseconds(3)), new Outage(TimeSpan.FromSeconds(85), TimeSpan.FromSeconds(90), 0.2, null)],
        Deaths = [new HostDeath(TimeSpan.FromSeconds(30), 1)],
    };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(12_000, 3)]
    [InlineData(12_000, 4)]
    public void Live_and_simulated_counting_agree_in_every_integer_of_every_segment(int users, int seed)
    {
        // No history: the limits are frozen in mid-run, which begins a segment. Clients give up before the timeout, so both ends occur.
        SyntheticTraffic traffic = new(150, Version, Version) { Users = users, HistoryAttempts = 0, Timeout = TimeSpan.FromMilliseconds(900), Patience = seed % 2 == 0 ? TimeSpan.FromMilliseconds(300) : null };
        Scenario scenario = new(DefaultPlan.Of(150, [500, 2500, 5000], Guards), TimeSpan.FromMinutes(5)) { Timeout = traffic.Timeout };
        LiveRecorder live = new();
        SimulatedRun simulated = Simulation.Run(scenario, traffic.Start((ulong)seed), (ulong)seed, live);

        Evidence counted = live.Read();
        Assert.True(simulated.HeldForEnvironment, "the recording holds an outage");
        Assert.InRange(counted.Segments.Length, 3, 20);
        Assert.All(Guards.Select(text => GuardText.Parse(text, out _)!.Counter).Where(counter => counter != "timeouts" && counter != "aborts"), counter => Assert.True(simulated.Evidence.Total(counter).Bad > 0, counter));
        Assert.Equal(Integers(simulated.Evidence), Integers(counted));
    }

    private static IEnumerable<string> Integers(Evidence evidence) =>
    [
        .. evidence.Segments.SelectMany(segment => segment.Counters.OrderBy(counter => counter.Key, StringComparer.Ordinal)
            .Select(counter => $"{segment.Id} {segment.CandidateWeight}/{segment.BaselineWeight} {counter.Key}: {counter.Value}")),
        .. evidence.LimitsFrom.OrderBy(from => from.Key, StringComparer.Ordinal).Select(from => $"{from.Key} from {from.Value}"),
    ];
}
