using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Core.Simulation;
using Xunit;
using static Gateway.Core.Tests.Simulation.Worlds;

namespace Gateway.Core.Tests.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        static SimulatedRun Run() => Core.Simulation.Simulation.Run(Plan([2500, 5000]) with { Until = TimeSpan.FromSeconds(90) }, new SyntheticTraffic(50, Good, Failing(0.02)).Start(3), 3);

        Assert.Equal(Run() with { State = RolloutState.First, Evidence = Evidence.None }, Run() with { State = RolloutState.First, Evidence = Evidence.None });
        Assert.Equal(Run().Evidence.Segments.Select(Integers), Run().Evidence.Segments.Select(Integers));
    }

    [Fact]
    public void A_good_candidate_is_promoted_and_a_dead_one_is_off_after_a_few_bad_attempts()
    {
        SimulatedRun good = Simulate(Plan([2500, 5000]), new SyntheticTraffic(50, Good, Good), 1);
        SimulatedRun dead = Simulate(Plan([500]), new SyntheticTraffic(200, Good, Failing(1)), 1);

        Assert.True(good is { Promoted: true, RolledBack: false });
        Assert.True(dead.RolledBack);
        Assert.InRange(dead.BadAtVerdict, 2, 4); // judge.md: at most 4 beyond those in flight
    }

    [Fact]
    public void A_bake_keeps_the_old_version_as_the_control_and_ends_promoted()
    {
        Scenario scenario = Plan([5000]) with { ThroughBake = true };
        SimulatedRun run = Simulate(scenario, new SyntheticTraffic(20, Good, Good), 5);

        Assert.Equal(Phase.Promoted, run.State.Phase);
        Assert.Equal(9800, run.Evidence.Segments[^1].CandidateWeight);
    }

    /// <summary>2 requests a minute: nothing is decided for lack of data.</summary>
    [Fact]
    public void With_hardly_any_traffic_nothing_is_promoted_or_rolled_back()
    {
        SimulatedRun run = Simulate(Plan([100]) with { Until = TimeSpan.FromHours(2), Tick = TimeSpan.FromSeconds(5) }, new SyntheticTraffic(2 / 60.0, Good, Failing(0.02)), 1);

        Assert.Equal(Phase.Progressing, run.State.Phase);
    }

    [Fact]
    public void Without_any_traffic_a_run_ends_where_it_began()
    {
        SimulatedRun run = Simulate(Plan([100]) with { Until = TimeSpan.FromMinutes(10) }, new SyntheticTraffic(1e-6, Good, Good), 1);

        Assert.Equal((Phase.Progressing, 0, 0L), (run.State.Phase, run.State.StepIndex, run.Attempts));
    }

    /// <summary>Half of the candidate's requests to a dead host would end any run at the third.</summary>
    [Fact]
    public void All_that_a_dying_host_breaks_is_one_bad_attempt()
    {
        VersionBehaviour slow = Good with { Hosts = 2, Latency = new LatencyShape(TimeSpan.FromMilliseconds(150), 0.4) };
        SyntheticTraffic traffic = new(200, slow, slow with { Deaths = [new HostDeath(TimeSpan.FromSeconds(20), 0)] });
        SimulatedRun run = Simulate(Plan([5000]) with { Until = TimeSpan.FromSeconds(30) }, traffic, 1);

        Assert.False(run.RolledBack);
        Assert.InRange(run.Bad, 4, 20); // 50 requests a second and host of 150 ms each: 8 in flight
    }

    /// <summary>The same split, the same randomness, by key: 1 of 20 users always fails on either version.</summary>
    [Fact]
    public void A_sticky_user_who_always_fails_counts_once()
    {
        VersionBehaviour twenty = Good with { BadRate = 0, BadUsers = 20 };
        SimulatedRun run = Simulate(Plan([2500]) with { Until = TimeSpan.FromSeconds(60) }, new SyntheticTraffic(200, twenty, twenty) { Users = 400 }, 2);

        Counts counts = run.Evidence.Total("errors");
        Assert.False(run.RolledBack);
        Assert.Equal(20, counts.Bad);
        Assert.InRange(counts.CandidateAttempts + counts.BaselineAttempts, 395, 400); // two keys in one of 65 536 buckets are one
    }

    private static (long, int, string) Integers(Segment segment) => (
        segment.Id, segment.CandidateWeight, string.Join(" ", segment.Counters.OrderBy(counter => counter.Key).Select(counter => $"{counter.Key} {counter.Value}")));
}
