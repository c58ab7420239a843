using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Hosts;

/// <summary><c>/hosts</c>: what runs, and what it says.</summary>
internal static class HostsApi
{
    public static void MapHosts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/hosts", "hosts");
        group.MapGet("", List).WithSummary("Every host.");
        group.MapGet("/{model}/{version}/{host}/log", Log).Takes("lines").WithSummary("The last lines of a host.");
        group.MapGet("/{id}/log", LogOf).Takes("lines").WithSummary("The last lines of a host, by its whole id.");
    }

    private static Ok<Page<Contracts.Host>> List(Grant grant, HostDirectory directory, IHostLoad load, HostTraffic traffic) => TypedResults.Ok(new Page<Contracts.Host>(
        [.. directory.Hosts.Values.SelectMany(hosts => hosts).Where(host => grant.Models.Includes(host.Version.Model)).OrderBy(host => host.Id, StringComparer.Ordinal).Select(host => Show(host, load, traffic.Of(host)))]));

    private static Contracts.Host Show(HostView host, IHostLoad load, HostBytes bytes)
    {
        ProcessFacts? facts = host.ProcessId is { } pid ? ProcessFacts.Of(pid) : null;
        return new Contracts.Host(
            host.Id, host.ProcessId, host.Version.Model, host.Version.Version, host.SocketPath is { } socket ? "unix:" + socket : host.Address.GetLeftPart(UriPartial.Authority),
            host.State == HostState.Ready && load.Ejected(host.Id) ? "ejected" : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(host.State.ToString()), load.InFlight(host.Id), host.Restarts, facts?.CpuSeconds, facts?.Memory, new HostNetwork(bytes.Received, bytes.Sent), host.Device);
    }

    private static ContentHttpResult LogOf(string id, Query query, Grant grant, HostDirectory directory, HostFiles files) => Answer(Uri.UnescapeDataString(id), query, grant, directory, files);

    private static ContentHttpResult Log(string model, string version, string host, Query query, Grant grant, HostDirectory directory, HostFiles files) =>
        Answer($"{model}/{version}/{host}", query, grant, directory, files);

    private static ContentHttpResult Answer(string id, Query query, Grant grant, HostDirectory directory, HostFiles files)
    {
        int lines = (int)(query.Number("lines", 1, 10_000) ?? 200);
        query.Check();
        HostView host = directory.Hosts.Values.SelectMany(hosts => hosts).FirstOrDefault(host => host.Id == id && grant.Models.Includes(host.Version.Model)) ?? throw RefusedException.NotFound("host", id);
        string file = host.SocketPath is null && host.ProcessId is null ? "" : files.Log(host);
        return File.Exists(file)
            ? TypedResults.Text(HostLog.Tail(file, lines), "text/plain")
            : throw new RefusedException(404, "log-not-found", "There is no log.", $"{id} is run by something else, or has not started yet.");
    }
}
