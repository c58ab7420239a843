using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Security;

namespace Gateway.Routing.Routes;

/// <summary>A line of the repository's index.</summary>
internal sealed record IndexedVersion(VersionKey Key, bool Ready)
{
    public string State => Ready ? "READY" : "UNAVAILABLE";

    /// <returns>Every version that could serve, by model and number.</returns>
    public static IEnumerable<IndexedVersion> All(RouteTable table, HostDirectory hosts, Grant grant) =>
        from route in table.Routes
        where grant.Models.Includes(route.Key)
        from version in route.Value.Current.Known.Values
        orderby route.Key, version.Name.Length, version.Name
        select new IndexedVersion(version.Key, hosts.Ready(version.Key) > 0);
}
