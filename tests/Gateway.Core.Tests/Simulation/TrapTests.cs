using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;
using Gateway.Core.Simulation;
using Gateway.Core.Statistics;
using Xunit;
using static Gateway.Core.Tests.Simulation.Worlds;

namespace Gateway.Core.Tests.Simulation;

/// <summary>The traps of the judge's page that need a whole run; those of single verdicts are in <c>JudgeTests</c>.</summary>
public sealed class TrapTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    /// <summary>Simpson: calm while the candidate has little, an outage of both while it has half.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)] // what a host's row of failures loses must not depend on the number of hosts
    [InlineData(1, 3)]
    public void An_outage_of_both_during_a_ramp_blames_nobody_and_promotes_nobody(int baselineHosts, int candidateHosts)
    {
        VersionBehaviour version = Good.Out(70, 100, 0.3, Soon);
        SyntheticTraffic traffic = new(200, version with { Hosts = baselineHosts }, version with { Hosts = candidateHosts });
        Scenario scenario = Plan([500, 5000]) with { Until = TimeSpan.FromSeconds(100) };

        Assert.Equal(0, Count(2, scenario, traffic, run => run.RolledBack || run.Promoted || !run.HeldForEnvironment));
    }

    /// <summary>The candidate's share of the same outage completes first; what the baseline has in flight counts against the conclusion.</summary>
    [Fact]
    public void Failing_faster_is_not_failing_more()
    {
        SyntheticTraffic traffic = new(200, Good.Out(10, 30, 0.3, null), Good.Out(10, 30, 0.3, TimeSpan.FromMilliseconds(1))) { Timeout = TimeSpan.FromSeconds(10) };

        Assert.Equal(0, Count(3, Plan([500]) with { Until = TimeSpan.FromSeconds(40) }, traffic, run => run.RolledBack));
    }

    /// <summary>The same run, its evidence counted by attempt instead of by key: the users' errors are no coins of their own.</summary>
    [Fact]
    public void Counting_by_key_is_what_keeps_bad_users_from_looking_like_a_bad_version()
    {
        VersionBehaviour twenty = Good with { BadRate = 0, BadUsers = 20 };
        RatioTest worse = RatioTest.Worse(1);
        int byAttempt = 0;
        for (ulong seed = 1; seed <= 16; seed++)
        {
            AttemptCount log = new();
            SimulatedRun run = Core.Simulation.Simulation.Run(
                Plan([2500], "errors <= 2%") with { Until = TimeSpan.FromSeconds(30) }, new SyntheticTraffic(100, twenty, twenty) { Users = 100 }.Start(seed), seed, log);
            Assert.False(run.RolledBack);
            byAttempt += worse.LogEvidence([new BadCounts(0.25, log.CandidateBad, log.Bad)]) >= Math.Log(100) ? 1 : 0;
        }

        Assert.InRange(byAttempt, 2, 16); // research 3.1: 8.3 % at θ0 1.5 with 30 errors a user; here θ0 is 1
    }

    /// <summary>4xx are equal by randomisation, so a candidate that refuses what its baseline takes is caught.</summary>
    [Fact]
    public void A_candidate_that_rejects_valid_requests_fails()
    {
        SimulatedRun run = Simulate(Plan([500]), new SyntheticTraffic(200, Good with { RejectedRate = 0.01 }, Good with { RejectedRate = 0.2 }), 1);

        Assert.True(run.RolledBack);
        Assert.StartsWith("rejections <= 1.5x baseline", run.FailedBy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Assignment.Warmup)]
    [InlineData(Assignment.Probe)]
    [InlineData(Assignment.Forced)]
    [InlineData(Assignment.Retry)]
    [InlineData(Assignment.Rescue)]
    [InlineData(Assignment.Shadow)]
    public void Cold_sessions_and_whatever_no_coin_assigned_never_count(Assignment assignment) =>
        Assert.Null(Tally.Role(assignment, candidate: true, baseline: false));

    /// <summary>A limit is frozen once: what the baseline does later does not move it, so that α is spent once.</summary>
    [Fact]
    public void A_frozen_limit_does_not_move_within_a_run()
    {
        JudgedGuard waiting = new(GuardText.Parse("p99 <= 1.25x baseline", out _)!, 0.003, null);
        LatencyHistogram fast = Of(20), slow = Of(200);
        GuardSet frozen = LimitFreeze.Apply(new GuardSet([waiting], 0.05), fast);

        Assert.Equal(frozen.Guards[0].FrozenLimit, LimitFreeze.Apply(frozen, slow).Guards[0].FrozenLimit);
        Assert.NotEqual(frozen.Guards[0].FrozenLimit, LimitFreeze.Apply(new GuardSet([waiting], 0.05), slow).Guards[0].FrozenLimit);
    }

    /// <summary>A version without a single bad event is no proof that one bad attempt is worse: it takes three.</summary>
    [Fact]
    public void A_flawless_baseline_does_not_condemn_one_bad_attempt()
    {
        VersionBehaviour flawless = Good with { BadRate = 0 };

        Assert.Equal(0, Count(2, Plan([2500]) with { Until = TimeSpan.FromSeconds(60) }, new SyntheticTraffic(100, flawless, Good with { BadRate = 0.0005 }), run => run.RolledBack));
    }

    /// <summary>Every user was counted before the outage's end; one of them fails afterwards for the first time.</summary>
    [Fact]
    public void A_returning_key_that_fails_after_an_outage_does_not_stop_the_judge()
    {
        VersionBehaviour version = Good.Out(5, 15, 0.5, Soon);
        Scenario scenario = Plan([5000], "errors <= 2%", "p99 <= 1.25x baseline") with { Until = TimeSpan.FromSeconds(180) };
        SimulatedRun run = Simulate(scenario, new SyntheticTraffic(100, version with { BadRate = 0.01 }, version with { BadRate = 0.01 }) { Users = 300 }, 1);

        Assert.True(run.HeldForEnvironment);
        Assert.NotEqual(0, run.Evidence.LimitFrom("errors <= 2%"));
        Assert.False(run.RolledBack);
    }

    private static LatencyHistogram Of(double milliseconds)
    {
        LatencyHistogram histogram = new();
        for (int i = 0; i < 1000; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(milliseconds));
        }

        return histogram;
    }

    /// <summary>Counts attempts as if no key had repeats.</summary>
    private sealed class AttemptCount : ISimulationLog
    {
        private readonly Dictionary<long, bool> _candidates = [];

        public long CandidateBad { get; private set; }

        public long Bad { get; private set; }

        public void Segment(int candidate, int baseline, IReadOnlyList<GuardCounter> counters, IReadOnlyList<GuardCounter>? copies)
        {
        }

        public void Started(long attempt, bool candidate, Assignment assignment, ulong? stickyHash) => _candidates[attempt] = candidate;

        public void Ended(long attempt, in Ending ending)
        {
            long bad = ending.Outcome == Outcome.Failed ? 1 : 0;
            Bad += bad;
            CandidateBad += _candidates[attempt] ? bad : 0;
        }

        public void Copied(in Ending ending, bool? agrees)
        {
        }

        public void LimitsFromNow(IReadOnlyList<string> guards)
        {
        }
    }
}
