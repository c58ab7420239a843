using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis.Counting;

/// <summary>The evidence of one live run: segments from before a restart, and those still counting.</summary>
public sealed class RunCounters(string model, Guid run, ImmutableArray<Segment> saved, ImmutableDictionary<string, long> limitsFrom)
{
    private readonly ConcurrentDictionary<(string Counter, long From), Counts> _saved = new();
    private ImmutableList<SegmentCounters> _live = [];
    private ImmutableDictionary<string, long> _limitsFrom = limitsFrom;

    public string Model => model;

    public Guid Run => run;

    public StickyKeys Keys { get; } = new();

    public HostStreaks CandidateHosts { get; } = new();

    /// <summary>The candidate's and the baseline's latencies in this run.</summary>
    public LatencyHistogram Candidate { get; } = new();

    public LatencyHistogram Baseline { get; } = new();

    /// <summary>The candidate's latencies on copies.</summary>
    public LatencyHistogram Copies { get; } = new();

    /// <summary>The candidate's latencies that a guard is about.</summary>
    public LatencyHistogram Latencies(JudgedGuard guard) => guard.Shadow ? Copies : Candidate;

    /// <summary>The candidate's own, per guard of a latency. A guard of copies may have the text of one of live requests: then the latter's.</summary>
    public ImmutableDictionary<string, TimeSpan> Quantiles(GuardSet guards) => guards.Guards
        .Where(guard => guard.Guard.Measure.IsLatency())
        .Select(guard => (guard.Guard.Text, Value: Latencies(guard).Quantile(1 - guard.Guard.Measure.AllowedSlow())))
        .Where(pair => pair.Value is not null)
        .DistinctBy(pair => pair.Text)
        .ToImmutableDictionary(pair => pair.Text, pair => pair.Value!.Value);

    public SegmentCounters? Current => Volatile.Read(ref _live) is { Count: > 0 } live ? live[^1] : null;

    public IEnumerable<SegmentCounters> Live => Volatile.Read(ref _live);

    /// <summary>Begins a segment, unless the present one has the same weights and counters.</summary>
    /// <param name="copies">Null: the run never copies.</param>
    public SegmentCounters Continue(int candidateWeight, int baselineWeight, GuardCounter[] counters, DateTimeOffset now, GuardCounter[]? copies = null)
    {
        if (Current is { } current && current.CandidateWeight == candidateWeight && current.BaselineWeight == baselineWeight && current.Counters.SequenceEqual(counters)
            && (current.Copies?.Counters ?? []).SequenceEqual(copies ?? []))
        {
            return current;
        }

        SegmentCounters next = new(saved.Length + _live.Count + 1, candidateWeight, baselineWeight, counters, copies is null ? null : new ShadowCounters(copies), now);
        ImmutableInterlocked.Update(ref _live, live => live.Add(next));
        return next;
    }

    /// <summary>The outage is over: limits of these guards are judged from here on.</summary>
    public void LimitsFromNow(IEnumerable<string> guards, DateTimeOffset now)
    {
        if (Current is { } current)
        {
            SegmentCounters next = new(saved.Length + _live.Count + 1, current.CandidateWeight, current.BaselineWeight, current.Counters, current.Copies is { } copies ? new ShadowCounters(copies.Counters) : null, now);
            ImmutableInterlocked.Update(ref _live, live => live.Add(next));
            _limitsFrom = _limitsFrom.SetItems(guards.Select(guard => KeyValuePair.Create(guard, next.Id)));
        }
    }

    /// <summary>One counter over the segments that a guard is judged from, on the request path: what is saved is summed once.</summary>
    public Counts Total(JudgedGuard guard)
    {
        long from = guard.Rate > 0 ? Volatile.Read(ref _limitsFrom).GetValueOrDefault(guard.Guard.Text) : 0;
        Counts total = _saved.GetOrAdd((guard.Counter, from), static (key, segments) => new Evidence(segments, Evidence.None.LimitsFrom).Total(key.Counter, key.From), saved);
        ImmutableList<SegmentCounters> live = Volatile.Read(ref _live);
        for (int i = 0; i < live.Count; i++) // its enumerator allocates
        {
            total += live[i].Id >= from ? live[i].Of(guard.Counter) : default;
        }

        return total.Whole();
    }

    public Evidence Read() => new([.. saved, .. Volatile.Read(ref _live).Select(segment => segment.Read())], _limitsFrom);
}
