using Gateway.Core.Analysis;

namespace Gateway.Core.Rollouts;

/// <summary>When a step has done its work, and when the evidence is enough to promote.</summary>
public static class StepRules
{
    /// <summary>No guard that decides is failed or suspect.</summary>
    public static bool Clear(Observation seen) =>
        !seen.Judgements.Any(judgement => judgement.Guard.Guard.Decides && judgement.Verdict is Verdict.Failed or Verdict.Suspect);

    /// <summary>Time and attempts were enough, or the candidate mends what the baseline breaks; and nothing speaks against it.</summary>
    public static bool Done(Step step, RolloutState state, Observation seen) =>
        (state.InStep >= step.MinDuration && Samples(step, state, seen) >= step.MinSamples || Expedites(seen)) && Clear(seen);

    public static bool Expedites(Observation seen) => seen.Judgements.Any(judgement => judgement is { Expedites: true, Guard.Guard.Decides: true });

    public static long Samples(Step step, RolloutState state, Observation seen) => Attempts(step, seen) - state.SamplesBefore;

    /// <summary>What counts as an attempt of the step: copies where there is nothing else.</summary>
    public static long Attempts(Step step, Observation seen) => step.Shadows ? seen.ShadowAttempts : seen.CandidateAttempts;

    /// <summary>Positive evidence: a passed guard for errors and one for latency, of the kinds that the plan has.</summary>
    public static bool Positive(Observation seen) => !Missing(seen).Any();

    /// <returns>The kinds of guards of which none has passed yet.</returns>
    public static IEnumerable<string> Missing(Observation seen) => seen.Judgements
        .Where(judgement => judgement.Guard.Guard.Decides && Kind(judgement.Guard.Guard.Measure) is not null)
        .GroupBy(judgement => Kind(judgement.Guard.Guard.Measure)!)
        .Where(kind => kind.All(judgement => judgement.Verdict != Verdict.Passed))
        .Select(kind => kind.Key);

    private static string? Kind(Measure measure) => measure switch
    {
        Measure.Errors => "errors",
        _ when measure.IsLatency() => "latency",
        _ => null,
    };
}
