using System.Collections.Immutable;
using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis.Counting;

/// <summary>The evidence of one live run: segments from before a restart, and those still counting.</summary>
public sealed class RunCounters(string model, Guid run, ImmutableArray<Segment> saved, ImmutableDictionary<string, long> limitsFrom)
{
    private ImmutableList<SegmentCounters> _live = [];
    private ImmutableDictionary<string, long> _limitsFrom = limitsFrom;

    public string Model => model;

    public Guid Run => run;

    public StickyKeys Keys { get; } = new();

    public HostStreaks CandidateHosts { get; } = new();

    /// <summary>The candidate's and the baseline's latencies in this run.</summary>
    public LatencyHistogram Candidate { get; } = new();

    public LatencyHistogram Baseline { get; } = new();

    public SegmentCounters? Current => Volatile.Read(ref _live) is { Count: > 0 } live ? live[^1] : null;

    public IEnumerable<SegmentCounters> Live => Volatile.Read(ref _live);

    /// <summary>Begins a segment, unless the present one has the same weights and counters.</summary>
    public SegmentCounters Continue(int candidateWeight, int baselineWeight, GuardCounter[] counters, DateTimeOffset now)
    {
        if (Current is { } current && current.CandidateWeight == candidateWeight && current.BaselineWeight == baselineWeight && current.Counters.SequenceEqual(counters))
        {
            return current;
        }

        SegmentCounters next = new(saved.Length + _live.Count + 1, candidateWeight, baselineWeight, counters, now);
        ImmutableInterlocked.Update(ref _live, live => live.Add(next));
        return next;
    }

    /// <summary>The outage is over: limits of these guards are judged from here on.</summary>
    public void LimitsFromNow(IEnumerable<string> guards, DateTimeOffset now)
    {
        if (Current is { } current)
        {
            SegmentCounters next = new(saved.Length + _live.Count + 1, current.CandidateWeight, current.BaselineWeight, current.Counters, now);
            ImmutableInterlocked.Update(ref _live, live => live.Add(next));
            _limitsFrom = _limitsFrom.SetItems(guards.Select(guard => KeyValuePair.Create(guard, next.Id)));
        }
    }

    public Evidence Read() => new([.. saved, .. Volatile.Read(ref _live).Select(segment => segment.Read())], _limitsFrom);
}
