using System.Collections.Concurrent;
using Gateway.Core.Models;

namespace Gateway.Analysis.History;

/// <summary>What every version's traffic was: the latest minutes by ten seconds, the last week by hours. What is older lies in the store.</summary>
internal sealed class TrafficHistory(TimeProvider time)
{
    private readonly ConcurrentDictionary<VersionKey, VersionHistory> _versions = new();

    public IEnumerable<KeyValuePair<VersionKey, VersionHistory>> All => _versions;

    public VersionHistory Of(VersionKey version) => _versions.GetOrAdd(version, static (_, time) => new VersionHistory(time), time);

    public IEnumerable<KeyValuePair<VersionKey, VersionHistory>> OfModel(string model) => _versions.Where(version => version.Key.Model == model);

    public ILookup<string, KeyValuePair<VersionKey, VersionHistory>> ByModel() => _versions.ToLookup(version => version.Key.Model);

    public void Forget(string model)
    {
        foreach (VersionKey version in _versions.Keys.Where(version => version.Model == model))
        {
            _versions.TryRemove(version, out _);
        }
    }

    /// <returns>Requests a second: the median over the hours since the first request, at most seven days; the last minute's rate when younger than an hour. 0: none seen; a restart is no beginning.</returns>
    public double RequestsPerSecond(string model)
    {
        VersionHistory[] versions = [.. OfModel(model).Select(version => version.Value)];
        DateTimeOffset? first = versions.Select(version => version.FirstAt).Min();
        if (first is null)
        {
            return 0;
        }

        DateTimeOffset now = time.GetUtcNow(), here = versions.Select(version => version.FirstHereAt).Min() ?? now;
        double age = (now - first.Value).TotalSeconds, counted = (now - here).TotalSeconds;
        if (age < 3600 && (counted >= 60 || here == first))
        {
            double window = Math.Clamp(counted, 10, 60);
            return versions.Sum(version => version.Last(1 + (int)Math.Ceiling(window / VersionHistory.Seconds)).Requests) / window;
        }

        if (age < 3600)
        {
            return versions.Sum(version => version.InHour(0) + version.InHour(1)) / age; // until there is a minute of this process
        }

        int hours = (int)Math.Min(168, age / 3600);
        double[] perHour = [.. Enumerable.Range(1, hours).Select(ago => (double)versions.Sum(version => version.InHour(ago))).Order()];
        return perHour[perHour.Length / 2] / 3600;
    }
}
