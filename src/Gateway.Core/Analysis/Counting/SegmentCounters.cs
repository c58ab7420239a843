using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Gateway.Core.Analysis.Counting;

/// <summary>The integers of one segment while it is counted.</summary>
/// <param name="id">Grows within the run.</param>
/// <param name="copies">Null: the run never copies.</param>
public sealed class SegmentCounters(long id, int candidateWeight, int baselineWeight, GuardCounter[] counters, ShadowCounters? copies, DateTimeOffset from)
{
    /// <summary>Bad attempts: the candidate's in the high half, both arms' in the low, so that a pair is always read whole.</summary>
    private readonly long[] _bad = new long[counters.Length];
    private readonly StripedCount _candidate = new();
    private readonly StripedCount _baseline = new();
    private readonly ConcurrentDictionary<string, long> _deaths = new();

    public long Id => id;

    public int CandidateWeight => candidateWeight;

    public int BaselineWeight => baselineWeight;

    public GuardCounter[] Counters => counters;

    public ShadowCounters? Copies => copies;

    public DateTimeOffset From => from;

    public void Count(bool candidate) => (candidate ? _candidate : _baseline).Add();

    public void CountBad(int counter, bool candidate) => Interlocked.Add(ref _bad[counter], candidate ? (1L << 32) + 1 : 1);

    /// <summary>All attempts in flight on a host when it dies are one bad attempt together.</summary>
    /// <returns>False: the death was counted already.</returns>
    public bool FirstOfDeath(in Ending ending)
    {
        if (!ending.HostLost || ending.Host is not { } host)
        {
            return true;
        }

        long now = ending.EndedAt;
        while (true)
        {
            if (_deaths.TryGetValue(host, out long death))
            {
                if (ending.StartedAt <= death)
                {
                    return false;
                }

                if (_deaths.TryUpdate(host, now, death))
                {
                    return true;
                }
            }
            else if (_deaths.TryAdd(host, now))
            {
                return true;
            }
        }
    }

    /// <summary>One counter alone, without allocating.</summary>
    public Counts Of(string counter)
    {
        for (int i = 0; i < counters.Length; i++)
        {
            if (counters[i].Name == counter)
            {
                return Pair(Volatile.Read(ref _bad[i]), _candidate.Total, _baseline.Total);
            }
        }

        return default;
    }

    /// <summary>Bad counts first, attempts after: no attempt is bad that is not among the attempts.</summary>
    public Segment Read()
    {
        var read = ImmutableDictionary.CreateBuilder<string, Counts>();
        long[] bad = new long[_bad.Length];
        for (int i = 0; i < bad.Length; i++)
        {
            bad[i] = Volatile.Read(ref _bad[i]);
        }

        (long candidate, long baseline) = (_candidate.Total, _baseline.Total);
        for (int i = 0; i < bad.Length; i++)
        {
            read[counters[i].Name] = Pair(bad[i], candidate, baseline);
        }

        read.AddRange(copies?.Read() ?? []);
        return new Segment(id, candidateWeight, baselineWeight, read.ToImmutable());
    }

    private static Counts Pair(long bad, long candidate, long baseline)
    {
        long ofCandidate = bad >> 32, ofBoth = bad & 0xFFFF_FFFF;
        return new Counts(ofCandidate, ofBoth - ofCandidate, candidate, baseline);
    }
}
