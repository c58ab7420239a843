using Gateway.Core.Statistics;

namespace Gateway.Analysis.History;

/// <summary>One version's hours of the clock: how many requests for a week, how their latencies lay for a day. Not to be used by two at once.</summary>
internal sealed class HourlyTraffic
{
    private const int Week = 168, Day = 24;

    /// <summary>Hours that are over, packed.</summary>
    private readonly Dictionary<long, int[]> _latencies = [], _latenciesBefore = [];
    private readonly Dictionary<long, long> _requests = [], _before = [];
    private LatencyHistogram _open = new();
    private long _hour;

    /// <summary>Where the present hour's latencies are counted.</summary>
    public LatencyHistogram Open(long hour)
    {
        if (hour == _hour)
        {
            return _open;
        }

        _latencies[_hour] = _open.Gaps();
        (_open, _hour) = (new LatencyHistogram(), hour);
        if (_latencies.Remove(hour, out int[]? back)) // the clock was set back
        {
            _open.Merge(back);
        }

        Forget(_latencies, hour - Day);
        Forget(_latenciesBefore, hour - Day);
        Forget(_requests, hour - Week - 1);
        Forget(_before, hour - Week - 1);
        return _open;
    }

    public void Count(long hour, long requests) => _requests[hour] = _requests.GetValueOrDefault(hour) + requests;

    /// <summary>What other processes counted, all of it: told again it is not counted twice.</summary>
    public void Restore(long hour, long requests) => _before[hour] = requests;

    /// <summary>As above.</summary>
    /// <param name="gaps">As a histogram gives them.</param>
    public void Restore(long hour, int[] gaps) => _latenciesBefore[hour] = gaps;

    public long Requests(long hour) => _requests.GetValueOrDefault(hour) + _before.GetValueOrDefault(hour);

    /// <param name="since">The first hour that counts.</param>
    public LatencyHistogram Latencies(long since)
    {
        LatencyHistogram all = new();
        foreach ((_, int[] hour) in _latencies.Concat(_latenciesBefore).Where(hour => hour.Key >= since))
        {
            all.Merge(hour);
        }

        if (_hour >= since)
        {
            all.Merge(_open);
        }

        return all;
    }

    private static void Forget<T>(Dictionary<long, T> hours, long last)
    {
        foreach (long old in hours.Keys.Where(hour => hour <= last).ToList())
        {
            hours.Remove(old);
        }
    }
}
