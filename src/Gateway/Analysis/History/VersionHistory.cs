using Gateway.Core.Statistics;
using Gateway.Routing.Attempts;
using Gateway.Telemetry;

namespace Gateway.Analysis.History;

/// <summary>One version's traffic: the latest minutes, and what the store has not taken yet. Counted without a lock but for a turn of the clock.</summary>
internal sealed class VersionHistory(TimeProvider time)
{
    public const int Seconds = 10;

    /// <summary>Finished blocks that wait for a store that is away: an hour.</summary>
    public const int MostBlocks = 12;

    private readonly Lock _turning = new();
    private readonly List<HistoryBlock> _waiting = [];
    private readonly HourlyTraffic _hours = new();
    private HistoryBlock? _previous;
    private List<HistoryPoint> _points = [];
    private LivePoint _now = new(0, new());
    private LivePoint _five = new(0, new());
    private HistoryPoint _written;

    /// <summary>When the first attempt ended, of whatever process; null before.</summary>
    public DateTimeOffset? FirstAt { get; private set; }

    /// <summary>When the first attempt ended that this process counted; null before.</summary>
    public DateTimeOffset? FirstHereAt { get; private set; }

    public void Attempted(Attempt attempt)
    {
        LivePoint now = Turn();
        now.Add(attempt);
        Volatile.Read(ref _five).Add(attempt);
        now.Hour.Add(attempt.Duration);
    }

    public void Rescued()
    {
        Turn().Rescue();
        Volatile.Read(ref _five).Rescue();
    }

    /// <summary>The last ten seconds, so many times and not yet finished, as one point.</summary>
    /// <param name="slots">At most thirty.</param>
    /// <param name="latencies">False: none of the unfinished ten seconds.</param>
    public HistoryPoint Last(int slots, bool latencies = true)
    {
        HistoryPoint sum = Quiet(time, slots);
        lock (_turning)
        {
            sum = sum.PlusNewest(_previous?.Points ?? []).PlusNewest(_points);
            return _now.Slot < sum.Slot ? sum : sum.Plus(_now.Read(latencies));
        }
    }

    /// <summary>A while in which nobody asked.</summary>
    public static HistoryPoint Quiet(TimeProvider time, int slots) => HistoryPoint.Nothing(Slot(time) - slots + 1);

    /// <param name="ago">1: the last whole hour.</param>
    public long InHour(int ago)
    {
        lock (_turning)
        {
            return _hours.Requests(Hour(Slot(time)) - ago);
        }
    }

    /// <param name="hours">The present hour of the clock and so many before it, at most 24.</param>
    public LatencyHistogram Latencies(int hours)
    {
        lock (_turning)
        {
            return _hours.Latencies(Hour(Slot(time)) - hours);
        }
    }

    /// <summary>What is here: blocks that are finished and the one that is being counted, in no order.</summary>
    public IReadOnlyList<HistoryBlock> Blocks()
    {
        lock (_turning)
        {
            return _previous is null || _waiting.Contains(_previous) ? [.. _waiting, Open()] : [.. _waiting, _previous, Open()];
        }
    }

    /// <summary>What the store does not have as it is now.</summary>
    public IReadOnlyList<HistoryBlock> Unwritten()
    {
        lock (_turning)
        {
            HistoryBlock open = Open();
            return open.Whole.Quiet || open.Whole == _written ? [.. _waiting] : [.. _waiting, open];
        }
    }

    /// <param name="block">The store has it, as it is here.</param>
    public void Written(HistoryBlock block)
    {
        lock (_turning)
        {
            _written = block.Whole;
            _waiting.RemoveAll(waiting => waiting.Whole == block.Whole);
        }
    }

    /// <summary>An hour that other processes counted, all of it.</summary>
    /// <param name="first">The slot of its first request.</param>
    public void Restore(long first, long requests)
    {
        lock (_turning)
        {
            _hours.Restore(Hour(first), requests);
            DateTimeOffset began = DateTimeOffset.FromUnixTimeSeconds(first * Seconds);
            FirstAt = FirstAt < began ? FirstAt : began;
        }
    }

    /// <summary>How the latencies of an hour of the clock lay that another process counted.</summary>
    public void Restore(long hour, int[] gaps)
    {
        lock (_turning)
        {
            _hours.Restore(hour, gaps);
        }
    }

    private static long Slot(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds() / Seconds;

    private static long Hour(long slot) => slot / HistoryBlock.Hour;

    private HistoryBlock Open() => new(_five.Read(), [.. _points, _now.Read()]) { Latencies = _now.Hour };

    /// <remarks>A clock that was set back a little stands still here until it is there again.</remarks>
    private LivePoint Turn()
    {
        LivePoint now = Volatile.Read(ref _now);
        long slot = Slot(time);
        if (Covers(now, slot))
        {
            return now;
        }

        lock (_turning)
        {
            return Covers(_now, slot) ? _now : Next(slot);
        }
    }

    private static bool Covers(LivePoint now, long slot) => now.Slot >= slot && now.Slot - slot < HistoryBlock.Slots;

    private LivePoint Next(long slot)
    {
        if (_now.Slot > 0)
        {
            HistoryPoint finished = _now.Read();
            _points.Add(finished);
            _hours.Count(Hour(_now.Slot), finished.Requests);
        }

        FirstHereAt ??= time.GetUtcNow();
        FirstAt ??= FirstHereAt;
        LatencyHistogram hour = _hours.Open(Hour(slot));
        if (_five.Slot / HistoryBlock.Slots != slot / HistoryBlock.Slots)
        {
            Finish();
            Volatile.Write(ref _five, new LivePoint(slot / HistoryBlock.Slots * HistoryBlock.Slots, hour));
        }

        LivePoint next = new(slot, hour);
        Volatile.Write(ref _now, next);
        return next;
    }

    private void Finish()
    {
        HistoryBlock block = new(_five.Read(), _points) { Latencies = _now.Hour };
        _points = [];
        if (block.Whole.Quiet)
        {
            return;
        }

        _previous = block; // the last minute may lie in it
        if (block.Whole == _written)
        {
            return;
        }

        _waiting.Add(block);
        if (_waiting.Count > MostBlocks)
        {
            _waiting.RemoveAt(0);
            Dropped.History.Inc();
        }
    }
}
