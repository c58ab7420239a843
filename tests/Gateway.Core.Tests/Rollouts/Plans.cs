using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;

namespace Gateway.Core.Tests.Rollouts;

/// <summary>A small plan and what may be seen of it.</summary>
internal static class Plans
{
    public static readonly GuardSet Guards = new(
        [Judged("errors <= 2%"), Judged("p99 <= 250ms", TimeSpan.FromMilliseconds(250)), Judged("aborts <= 5%", action: GuardAction.Hold)], 0.05);

    public static RolloutPlan Canary(bool gate = false, OnInconclusive bake = OnInconclusive.End) => new(
        new VersionKey("digits", "1"),
        new VersionKey("digits", "2"),
        Strategy.Canary,
        [Step(500), Step(5000, gate)],
        new Bake(TimeSpan.FromSeconds(10), 200, bake),
        Guards,
        OnInconclusive.Wait,
        Rescue: true,
        TimeSpan.FromDays(7));

    public static RolloutPlan Manual() => Canary() with { Strategy = Strategy.Manual, Steps = [Step(1000)] };

    public static RolloutPlan BlueGreen() => Canary(bake: OnInconclusive.Wait) with { Strategy = Strategy.BlueGreen, Steps = [Step(0, mirror: 10_000)], ShadowGuards = Copies };

    public static RolloutPlan Shadow(params int[] then) =>
        Canary() with { Strategy = then.Length > 0 ? Strategy.Canary : Strategy.Shadow, Steps = [Step(0, mirror: 5_000), .. then.Select(weight => Step(weight))], ShadowGuards = Copies };

    private static GuardSet Copies => new([new JudgedGuard(GuardText.Parse("disagreements <= 1%", out _)!, 0.005, null, Shadow: true)], 0.05);

    public static Observation Seen(
        Verdict errors = Verdict.Inconclusive,
        Verdict latency = Verdict.Inconclusive,
        Verdict aborts = Verdict.Inconclusive,
        long attempts = 0,
        bool ready = true,
        bool environment = false) =>
        new([Judgement(0, errors, environment), Judgement(1, latency), Judgement(2, aborts)], attempts, ready);

    public static RolloutState At(RolloutPlan plan, int step = 0) =>
        RolloutState.First with { Phase = Phase.Progressing, StepIndex = step, CandidateWeight = plan.Steps[step].Weight };

    private static Step Step(int weight, bool gate = false, int mirror = 0) => new(weight, TimeSpan.FromSeconds(4), 100, TimeSpan.FromHours(24), gate ? Gate.Manual : null, mirror);

    /// <summary>What copies said.</summary>
    public static Observation SeenCopies(Verdict disagreements, long attempts) => new([new Judgement(Copies.Guards[0], disagreements, false, 0, 0, new Counts(3, 0, 10, 0), null)], 0, true) { ShadowAttempts = attempts };

    private static JudgedGuard Judged(string text, TimeSpan? limit = null, GuardAction action = GuardAction.Rollback) =>
        new(GuardText.Parse(text, out _)! with { Action = action }, 0.005, limit);

    private static Judgement Judgement(int index, Verdict verdict, bool environment = false) =>
        new(Guards.Guards[index], verdict, environment, 0, 0, new Counts(3, 0, 10, 90), null);
}
