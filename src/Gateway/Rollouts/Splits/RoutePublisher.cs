using System.Collections.Frozen;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Registry;
using Gateway.Rollouts.Runs;
using Gateway.Routing;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;

namespace Gateway.Rollouts.Splits;

/// <summary>Turns desired traffic into a model's snapshot. Cannot give weight to a latched run, whatever it was told.</summary>
internal sealed class RoutePublisher(RouteTable table, VersionRoutes versions, ModelCatalog catalog)
{
    /// <param name="run">Null: no run is live.</param>
    /// <returns>What is in force now.</returns>
    public RouteSnapshot Publish(TrafficRecord traffic, RouteRun? run, IRequestObserver observer, RouteMirror? mirror, ulong seed)
    {
        RouteSnapshot next = Build(traffic, run, observer, mirror, seed);
        ModelRoute route = table.Add(traffic.Model, next);
        while (true)
        {
            RouteSnapshot seen = route.Current;
            if (ReferenceEquals(seen, next))
            {
                return next;
            }

            bool latched = run is not null && seen.Run is { Latched: true } live && live.Id == run.Id;
            RouteSnapshot applied = latched && !next.Run!.Latched ? Latch.Latched(next) : next;
            if (route.Replace(seen, applied))
            {
                return applied;
            }
        }
    }

    private RouteSnapshot Build(TrafficRecord traffic, RouteRun? run, IRequestObserver observer, RouteMirror? mirror, ulong seed)
    {
        string[] names = [.. traffic.Weights.Where(weight => weight.Value > 0 || weight.Key == traffic.Baseline || weight.Key == run?.Candidate).Select(weight => weight.Key)];
        int baseline = Array.IndexOf(names, traffic.Baseline);
        if (baseline < 0)
        {
            throw new InvalidOperationException($"{traffic.Model} has no weight for its baseline {traffic.Baseline}.");
        }

        Contracts.ModelSettings settings = catalog.Settings(traffic.Model).Document;
        RouteSnapshot snapshot = new(
            traffic.Model,
            traffic.Generation,
            [.. names.Select(name => Route(new VersionKey(traffic.Model, name)))],
            baseline,
            new TrafficSplit([.. names.Select(name => traffic.Weights[name])], seed),
            [.. traffic.Rules.Select(rule => new HeaderRule(rule.Header, rule.In.ToFrozenSet(StringComparer.Ordinal), rule.Version))],
            catalog.Versions(traffic.Model).Where(Pinnable).ToFrozenDictionary(version => version.Key.Version, version => Route(version.Key), StringComparer.Ordinal),
            new RouteSettings(settings.StickyHeader, Durations.TryParse(settings.Timeout, out TimeSpan timeout) ? timeout : RouteSettings.Default.Timeout, settings.DecodeOutputs, settings.MaxInFlight),
            run,
            observer)
        {
            Mirror = mirror,
        };
        return run is { Latched: true } ? Latch.Latched(snapshot) : snapshot;
    }

    public VersionRoute Route(VersionKey key) => versions.Get(key, catalog.Find(key)?.Source is VersionSource.Addresses { Protocol: "http" });

    private static bool Pinnable(VersionRecord version) => version.State is VersionState.Ready or VersionState.Quarantined;
}
