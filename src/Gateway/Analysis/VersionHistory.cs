using Gateway.Core.Statistics;
using Gateway.Routing.Attempts;

namespace Gateway.Analysis;

/// <summary>One version's traffic over time: bounded rings, counted without a lock but for a turn of the clock.</summary>
internal sealed class VersionHistory(TimeProvider time)
{
    public const int Seconds = 10;
    private const int FinePoints = 8640;      // a day of 10 s
    private const int CoarseEvery = 30;       // 10 s points in 5 min
    private const int CoarsePoints = 8640;    // 30 days of 5 min

    private readonly Lock _turning = new();
    private readonly Ring _fine = new(FinePoints);
    private readonly Ring _coarse = new(CoarsePoints);
    private readonly Dictionary<long, LatencyHistogram> _hours = [];
    private readonly Dictionary<long, long> _perHour = [];
    private LivePoint _now = new(0);
    private LivePoint _five = new(0);

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

    /// <summary>Sums over the last while, at a grain of 10 s.</summary>
    public (long Attempts, long Errors, long Rejections) Last(TimeSpan span)
    {
        Turn();
        lock (_turning)
        {
            long from = Slot() - (long)Math.Ceiling(span.TotalSeconds / Seconds);
            HistoryPoint[] points = [.. _fine.From(from), _now.Read()];
            return (points.Sum(point => point.Requests), points.Sum(point => point.Errors), points.Sum(point => point.Rejections));
        }
    }

    /// <summary>The last minute as one point; each quantile is the highest of its stretches of 10 s.</summary>
    public HistoryPoint Minute()
    {
        HistoryPoint quiet = Quiet(time);
        HistoryPoint[] points = [.. Points(DateTimeOffset.FromUnixTimeSeconds(quiet.Slot * Seconds), coarse: false)];
        return new HistoryPoint(
            quiet.Slot, points.Sum(point => point.Requests), points.Sum(point => point.Errors), points.Sum(point => point.Rejections), points.Sum(point => point.Rescued),
            points.Max(point => point.P50), points.Max(point => point.P95), points.Max(point => point.P99));
    }

    /// <summary>A minute in which nobody asked.</summary>
    public static HistoryPoint Quiet(TimeProvider time) => new(time.GetUtcNow().ToUnixTimeSeconds() / Seconds - 60 / Seconds + 1, 0, 0, 0, 0, null, null, null);

    /// <param name="ago">1: the last whole hour.</param>
    public long InHour(int ago)
    {
        lock (_turning)
        {
            return _perHour.GetValueOrDefault(Slot() * Seconds / 3600 - ago);
        }
    }

    /// <param name="hours">The present hour of the clock and so many before it, at most 24.</param>
    public LatencyHistogram Latencies(int hours)
    {
        LatencyHistogram all = new();
        lock (_turning)
        {
            long first = Slot() * Seconds / 3600 - hours;
            foreach ((_, LatencyHistogram hour) in _hours.Where(hour => hour.Key >= first))
            {
                all.Merge(hour);
            }
        }

        return all;
    }

    /// <returns>Points of 10 s, or of 5 min for <paramref name="coarse"/>, oldest first, the unfinished one last.</returns>
    public IReadOnlyList<HistoryPoint> Points(DateTimeOffset from, bool coarse)
    {
        Turn();
        lock (_turning)
        {
            long slot = from.ToUnixTimeSeconds() / Seconds;
            return coarse ? [.. _coarse.From(slot), _five.Read()] : [.. _fine.From(slot), _now.Read()];
        }
    }

    private long Slot() => time.GetUtcNow().ToUnixTimeSeconds() / Seconds;

    private LivePoint Turn()
    {
        LivePoint now = Volatile.Read(ref _now);
        long slot = Slot();
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
        HistoryPoint finished = _now.Read();
        if (_now.Slot > 0)
        {
            _fine.Add(finished);
            long hour = _now.Slot * Seconds / 3600;
            _perHour[hour] = _perHour.GetValueOrDefault(hour) + finished.Requests;
        }

        FirstAt ??= time.GetUtcNow();
        if (_five.Slot / CoarseEvery != slot / CoarseEvery)
        {
            if (_five.Slot > 0)
            {
                _coarse.Add(_five.Read());
            }

            Volatile.Write(ref _five, new LivePoint(slot / CoarseEvery * CoarseEvery));
        }

        long present = slot * Seconds / 3600;
        if (!_hours.TryGetValue(present, out LatencyHistogram? histogram))
        {
            _hours[present] = histogram = new LatencyHistogram();
            foreach (long old in _hours.Keys.Where(hour => hour <= present - 24).ToList())
            {
                _hours.Remove(old);
            }

            foreach (long old in _perHour.Keys.Where(hour => hour < present - 168).ToList())
            {
                _perHour.Remove(old);
            }
        }

        LivePoint next = new(slot) { Hour = histogram };
        Volatile.Write(ref _now, next);
        return next;
    }

    /// <summary>The last so many points; grows as it is filled.</summary>
    private sealed class Ring(int most)
    {
        private readonly List<HistoryPoint> _points = [];
        private int _oldest;

        public void Add(HistoryPoint point)
        {
            if (_points.Count < most)
            {
                _points.Add(point);
                return;
            }

            _points[_oldest] = point;
            _oldest = (_oldest + 1) % most;
        }

        /// <remarks>From the newest back: a look at the last minute costs no look at the day.</remarks>
        public IEnumerable<HistoryPoint> From(long slot)
        {
            int first = _points.Count;
            while (first > 0 && At(first - 1).Slot >= slot)
            {
                first--;
            }

            return Enumerable.Range(first, _points.Count - first).Select(At);
        }

        private HistoryPoint At(int place) => _points[(_oldest + place) % _points.Count];
    }
}
