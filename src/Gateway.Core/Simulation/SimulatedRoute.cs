using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>Which version the next request goes to, and where it is counted: what a route snapshot is on the live path.</summary>
internal sealed class SimulatedRoute(RunCounters run, ulong seed, ISimulationLog? log)
{
    private readonly ulong _salt = StickyBuckets.Hash("salt", seed);
    private (int Candidate, int Baseline) _weights;
    private GuardSet? _guards;
    private TrafficSplit? _split;
    private ulong _generation;
    private long _place;

    /// <summary>Where randomised attempts are counted; null while the candidate has no weight.</summary>
    public Tally? Tally { get; private set; }

    /// <summary>A guard failed: the candidate gets nothing more.</summary>
    public bool Latched { get; set; }

    public void Apply(RolloutPlan plan, RolloutState state)
    {
        int baseline = plan.Weights(state)[plan.Baseline.Version];
        if (_weights == (state.CandidateWeight, baseline) && ReferenceEquals(_guards, plan.Guards) && (Tally is null || run.Current!.Id == Tally.Segment))
        {
            return;
        }

        if (_weights != (state.CandidateWeight, baseline) || _split is null)
        {
            _weights = (state.CandidateWeight, baseline);
            _split = new TrafficSplit([baseline, state.CandidateWeight], StickyBuckets.Hash("split", seed + ++_generation * 0x9E3779B97F4A7C15));
            _place = 0;
        }

        _guards = plan.Guards;
        Tally = state.CandidateWeight == 0 ? null : Count(GuardCounter.Of(plan.Counted));
    }

    /// <returns>Whether the candidate gets it, and the hash of its key.</returns>
    public (bool Candidate, ulong? Hash) Assign(in Arrival arrival)
    {
        if (arrival.Key is not { } key)
        {
            return (_split!.Pick(_place++) == 1 && !Latched, null);
        }

        ulong hash = StickyBuckets.Hash(key, _salt);
        return (StickyBuckets.Pick([_weights.Candidate, _weights.Baseline], hash) == 0 && _weights.Candidate > 0 && !Latched, hash);
    }

    private Tally Count(GuardCounter[] counters)
    {
        log?.Weights(_weights.Candidate, _weights.Baseline, counters);
        return new Tally(run, run.Continue(_weights.Candidate, _weights.Baseline, counters, DateTimeOffset.UnixEpoch));
    }
}
