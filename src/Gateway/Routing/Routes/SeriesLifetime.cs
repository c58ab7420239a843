using Gateway.Hosts;
using Prometheus;

namespace Gateway.Routing.Routes;

/// <summary>A version's series are there while it has weight, a run or a host, and an hour after; looked at when Prometheus asks.</summary>
internal sealed class SeriesLifetime(RouteTable table, VersionRoutes routes, HostDirectory hosts, TimeProvider time) : IHostedService
{
    public static readonly TimeSpan After = TimeSpan.FromHours(1);

    /// <summary>Timestamps of when the series were last needed.</summary>
    private readonly Dictionary<VersionRoute, long> _needed = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Metrics.DefaultRegistry.AddBeforeCollectCallback(Sweep);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Sweep()
    {
        lock (_needed)
        {
            HashSet<VersionRoute> live = [.. table.Routes.Values.SelectMany(route => Live(route.Current)), .. hosts.Hosts.Keys.Select(routes.Find).OfType<VersionRoute>()];
            long now = time.GetTimestamp();
            foreach (VersionRoute version in routes.All)
            {
                if (live.Contains(version))
                {
                    _ = version.Metrics; // zeros, so that the first failure is an increase
                    _needed[version] = now;
                }
                else if (version.HasSeries && time.GetElapsedTime(Since(version, now), now) >= After)
                {
                    version.EndSeries();
                    _needed.Remove(version);
                }
            }

            _needed.Keys.Where(version => routes.Find(version.Key) != version).ToList().ForEach(gone => _needed.Remove(gone));
        }
    }

    /// <summary>One that was only asked for by name has its hour too.</summary>
    private long Since(VersionRoute version, long now) => _needed.TryGetValue(version, out long since) ? since : _needed[version] = now;

    private static IEnumerable<VersionRoute> Live(RouteSnapshot snapshot) => snapshot.Mirror is { } mirror ? snapshot.Arms.Append(mirror.Candidate) : snapshot.Arms;
}
