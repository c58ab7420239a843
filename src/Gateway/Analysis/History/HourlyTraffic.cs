using Gateway.Core.Statistics;

namespace Gateway.Analysis.History;

/// <summary>One version's hours of the clock: how many requests for a week, how their latencies lay for a day. Not to be used by two at once.</summary>
internal sealed class HourlyTraffic
{
    private const int Week = 168, Day = 24;

    private readonly Dictionary<long, LatencyHistogram> _latencies = [];
    private readonly Dictionary<long, long> _requests = [];
    private readonly Dictionary<long, long> _before = [];
    private readonly Dictionary<long, LatencyHistogram> _latenciesBefore = [];

    /// <summary>Where the present hour's latencies are counted.</summary>
    public LatencyHistogram Open(long hour)
    {
        if (!_latencies.TryGetValue(hour, out LatencyHistogram? histogram))
        {
            _latencies[hour] = histogram = new LatencyHistogram();
            Forget(_latencies, hour - Day);
            Forget(_latenciesBefore, hour - Day);
            Forget(_requests, hour - Week - 1);
            Forget(_before, hour - Week - 1);
        }

        return histogram;
    }

    public void Count(long hour, long requests) => _requests[hour] = _requests.GetValueOrDefault(hour) + requests;

    /// <summary>What other processes counted, all of it: told again it is not counted twice.</summary>
    public void Restore(long hour, long requests) => _before[hour] = requests;

    public long Requests(long hour) => _requests.GetValueOrDefault(hour) + _before.GetValueOrDefault(hour);

    /// <summary>What another process counted of an hour: once for each.</summary>
    public void Restore(long hour, LatencyHistogram latencies)
    {
        if (_latenciesBefore.TryGetValue(hour, out LatencyHistogram? before))
        {
            before.Merge(latencies);
        }
        else
        {
            _latenciesBefore[hour] = latencies;
        }
    }

    /// <param name="since">The first hour that counts.</param>
    public LatencyHistogram Latencies(long since)
    {
        LatencyHistogram all = new();
        foreach ((_, LatencyHistogram hour) in _latencies.Concat(_latenciesBefore).Where(hour => hour.Key >= since))
        {
            all.Merge(hour);
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
