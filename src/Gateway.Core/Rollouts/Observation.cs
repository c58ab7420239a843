using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;

namespace Gateway.Core.Rollouts;

/// <summary>What was seen since the last decision.</summary>
/// <param name="Judgements">In the plan's order.</param>
/// <param name="CandidateAttempts">Randomised attempts of the candidate in the whole run.</param>
/// <param name="CandidateReady">Its hosts can take traffic.</param>
/// <param name="Drained">Nothing of the candidate's is in flight.</param>
/// <param name="Frozen">A freeze holds for the model.</param>
/// <param name="EnvironmentOver">The baseline has been inside every limit for a minute.</param>
/// <param name="Failure">A guard that was found failed on the request path; the route is latched already.</param>
public sealed record Observation(
    ImmutableArray<Judgement> Judgements,
    long CandidateAttempts,
    bool CandidateReady,
    bool Drained = false,
    bool Frozen = false,
    bool EnvironmentOver = false,
    GuardFailure? Failure = null)
{
    /// <summary>What was counted says; of the world around it nothing is known yet.</summary>
    /// <param name="inFlight">Asked only where a conclusion is about to be drawn.</param>
    /// <param name="baseline">Its last minute; asked only in an outage.</param>
    public static Observation Of(RolloutPlan plan, RolloutState state, RunCounters counters, Func<IReadOnlyList<InFlight>> inFlight, Func<LastMinute> baseline)
    {
        Evidence evidence = counters.Read();
        GuardSet guards = plan.GuardsIn(state);
        ImmutableArray<Judgement> judgements = Judge.Verdicts(guards, evidence, inFlight);
        return new Observation(
            judgements, evidence.CandidateAttempts([.. plan.Counted.Counters]), CandidateReady: false, EnvironmentOver: state.HeldBecause == HeldBecause.Environment && Calm.IsOver(judgements, baseline()))
        {
            ShadowAttempts = evidence.Total(ShadowCounters.Pairs).CandidateAttempts,
            Quantiles = counters.Quantiles(guards),
        };
    }

    /// <summary>Copies that the candidate and the baseline both answered, in the whole run.</summary>
    public long ShadowAttempts { get; init; }

    /// <summary>What the URL of this step's gate said; null: not yet.</summary>
    public GateAnswer? Gate { get; init; }

    /// <summary>The candidate's own quantile per latency guard, for sentences.</summary>
    public ImmutableDictionary<string, TimeSpan> Quantiles { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <returns>The guard's text, a colon and its sentence.</returns>
    public string Reason(Judgement judgement)
    {
        string guard = judgement.Guard.Guard.Text;
        return $"{guard}: {Says.Sentence(judgement, Quantiles.TryGetValue(guard, out TimeSpan quantile) ? quantile : null)}";
    }
}

/// <param name="Says">The guard's text, a colon and its sentence.</param>
public sealed record GuardFailure(string Guard, string Says);
