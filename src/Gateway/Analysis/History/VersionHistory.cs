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
    private readonly List<HistoryBlock> _finished = [];
    private readonly HourlyTraffic _hours = new();
    private List<HistoryPoint> _points = [];
    private LivePoint _now = new(0);
    private LivePoint _five = new(0);
    private HistoryPoint _written;

    /// <summary>When the first attempt ended; null before.</summary>
    public DateTimeOffset? FirstAt { get; private set; }

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
    public HistoryPoint Last(int slots)
    {
        long first = Slot(time) - slots + 1;
        return HistoryPoint.Sum(first, [.. Blocks().SelectMany(block => block.Points).Where(point => point.Slot >= first)]);
    }

    /// <summary>A while in which nobody asked.</summary>
    public static HistoryPoint Quiet(TimeProvider time, int slots) => HistoryPoint.Sum(Slot(time) - slots + 1, []);

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

    /// <summary>What is here: blocks that are finished, oldest first, and the one that is being counted.</summary>
    public IReadOnlyList<HistoryBlock> Blocks()
    {
        Turn();
        lock (_turning)
        {
            return [.. _finished, Open()];
        }
    }

    /// <summary>What the store does not have as it is now.</summary>
    public IReadOnlyList<HistoryBlock> Unwritten() => [.. Blocks().Where(block => !block.Whole.Quiet && block.Slot >= _written.Slot && block.Whole != _written)];

    /// <param name="block">The store has it, and those before it.</param>
    public void Written(HistoryBlock block)
    {
        lock (_turning)
        {
            _written = block.Whole;
            HistoryBlock? last = _finished.LastOrDefault(); // the last minute may lie in it
            _finished.RemoveAll(finished => finished.Slot <= block.Slot && finished != last);
        }
    }

    /// <summary>An hour that was counted before this process began.</summary>
    /// <param name="first">The slot of its first request.</param>
    public void Restore(long first, long requests)
    {
        lock (_turning)
        {
            _hours.Count(Hour(first), requests);
            DateTimeOffset began = DateTimeOffset.FromUnixTimeSeconds(first * Seconds);
            FirstAt = FirstAt < began ? FirstAt : began;
        }
    }

    private static long Slot(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds() / Seconds;

    private static long Hour(long slot) => slot * Seconds / 3600;

    private HistoryBlock Open() => new(_five.Read(), [.. _points, _now.Read()]);

    private LivePoint Turn()
    {
        LivePoint now = Volatile.Read(ref _now);
        long slot = Slot(time);
        if (now.Slot == slot)
        {
            return now;
        }

        lock (_turning)
        {
            return _now.Slot == slot ? _now : Next(slot);
        }
    }

    private LivePoint Next(long slot)
    {
        if (_now.Slot > 0)
        {
            HistoryPoint finished = _now.Read();
            _points.Add(finished);
            _hours.Count(Hour(_now.Slot), finished.Requests);
        }

        FirstAt ??= time.GetUtcNow();
        if (_five.Slot / HistoryBlock.Slots != slot / HistoryBlock.Slots)
        {
            Finish();
            Volatile.Write(ref _five, new LivePoint(slot / HistoryBlock.Slots * HistoryBlock.Slots));
        }

        LivePoint next = new(slot) { Hour = _hours.Open(Hour(slot)) };
        Volatile.Write(ref _now, next);
        return next;
    }

    private void Finish()
    {
        HistoryBlock block = new(_five.Read(), _points);
        _points = [];
        if (block.Whole.Quiet)
        {
            return;
        }

        _finished.Add(block);
        if (_finished.Count > MostBlocks)
        {
            _finished.RemoveAt(0);
            Dropped.History.Inc();
        }
    }
}
