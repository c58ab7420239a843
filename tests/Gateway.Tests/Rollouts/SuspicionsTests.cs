using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Rollouts.Runs;
using Xunit;

namespace Gateway.Tests.Rollouts;

public sealed class SuspicionsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly JudgedGuard Errors = Guard("errors <= 2%"), Noted = Guard("rejections <= 5%") with { Guard = GuardText.Parse("rejections <= 5%", out _)! with { Action = GuardAction.Notify } };

    [Fact]
    public void Ten_minutes_of_suspicion_are_said_once()
    {
        var now = ImmutableDictionary<string, Suspicion>.Empty;
        List<int> said = [];
        for (int tick = 0; tick < 400; tick++)
        {
            var next = Suspicions.Next(now, [Says(Errors, Verdict.Suspect)], Tick);
            said.AddRange(Suspicions.Due(now, next).Select(_ => tick));
            now = next;
        }

        Assert.Equal([120], said);   // 120 × 5 s = 10 min
    }

    [Fact]
    public void A_guard_that_was_suspect_again_later_in_the_run_is_not_said_twice()
    {
        var told = After(130, Verdict.Suspect);
        var calm = Suspicions.Next(told, [Says(Errors, Verdict.Inconclusive)], Tick);

        Assert.Empty(Suspicions.Due(told, After(130, Verdict.Suspect, calm)));
    }

    [Fact]
    public void A_break_begins_the_time_anew()
    {
        var calm = Suspicions.Next(After(119, Verdict.Suspect), [Says(Errors, Verdict.Passed)], Tick);

        Assert.Empty(Suspicions.Due(calm, After(119, Verdict.Suspect, calm)));
    }

    [Fact]
    public void A_guard_that_decides_nothing_is_left_alone() =>
        Assert.Empty(Suspicions.Next(ImmutableDictionary<string, Suspicion>.Empty, [Says(Noted, Verdict.Suspect)], Tick));

    [Fact]
    public void A_guard_that_only_notifies_is_told_of_once_when_it_fails()
    {
        var first = Suspicions.Next(ImmutableDictionary<string, Suspicion>.Empty, [Says(Noted, Verdict.Failed)], Tick);
        var later = Suspicions.Next(Suspicions.Next(first, [Says(Noted, Verdict.Suspect)], Tick), [Says(Noted, Verdict.Failed)], Tick);

        Assert.Equal(["rejections <= 5%"], Suspicions.Due(ImmutableDictionary<string, Suspicion>.Empty, first));
        Assert.Empty(Suspicions.Due(first, later));
    }

    [Fact]
    public void A_pause_of_the_gateway_is_no_time_of_the_run()
    {
        var first = After(1, Verdict.Suspect);

        Assert.Equal(Tick, Suspicions.Next(first, [Says(Errors, Verdict.Suspect)], TimeSpan.FromHours(1))["errors <= 2%"].For);
    }

    private static ImmutableDictionary<string, Suspicion> After(int ticks, Verdict verdict, ImmutableDictionary<string, Suspicion>? from = null) =>
        Enumerable.Range(0, ticks).Aggregate(from ?? ImmutableDictionary<string, Suspicion>.Empty, (now, _) => Suspicions.Next(now, [Says(Errors, verdict)], Tick));

    private static JudgedGuard Guard(string text) => new(GuardText.Parse(text, out _)!, 0.01, null);

    private static Judgement Says(JudgedGuard guard, Verdict verdict) => new(guard, verdict, false, 0, 0, new Counts(1, 1, 40, 592), null);
}
