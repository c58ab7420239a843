using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>Which version the next request goes to, and where it is counted: what a route snapshot is on the live path.</summary>
internal sealed class SimulatedRoute(RunCounters run, ulong seed, ISimulationLog? log)
{
    private readonly ulong _salt = StickyBuckets.Hash("salt", seed);
    private (int Candidate, int Baseline) _weights;
    private TrafficSplit? _split;
    private ulong _generation;
    private long _place;
    private long _segment;

    /// <summary>Where randomised attempts are counted; null while the candidate has no weight.</summary>
    public Tally? Tally { get; private set; }

    /// <summary>Null: nothing is copied.</summary>
    public Mirror? Mirror { get; private set; }

    /// <summary>A guard failed: the candidate gets nothing more.</summary>
    public bool Latched { get; set; }

    public void Apply(RolloutPlan plan, RolloutState state)
    {
        Split(state.CandidateWeight, plan.Weights(state)[plan.Baseline.Version]);
        SegmentCounters? segment = state is { CandidateWeight: 0, Mirror: 0 } ? null : Segment(plan);
        Tally = segment is null || state.CandidateWeight == 0 ? null : new Tally(run, segment);
        Mirror = segment is null || state.Mirror == 0 ? null : new Mirror(state.Mirror, StickyBuckets.Hash("mirror", seed + _generation), new CopyTally(run, segment));
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

    private void Split(int candidate, int baseline)
    {
        if (_split is null || _weights != (candidate, baseline))
        {
            _weights = (candidate, baseline);
            _split = new TrafficSplit([baseline, candidate], StickyBuckets.Hash("split", seed + ++_generation * 0x9E3779B97F4A7C15));
            _place = 0;
        }
    }

    private SegmentCounters Segment(RolloutPlan plan)
    {
        GuardCounter[] counters = GuardCounter.Of(plan.Counted);
        GuardCounter[]? copies = plan.MayMirror ? plan.ShadowGuards is { } shadow ? GuardCounter.Of(shadow) : [] : null;
        SegmentCounters segment = run.Continue(_weights.Candidate, _weights.Baseline, counters, DateTimeOffset.UnixEpoch, copies);
        if (segment.Id != _segment)
        {
            _segment = segment.Id;
            log?.Segment(_weights.Candidate, _weights.Baseline, counters, copies);
        }

        return segment;
    }
}
