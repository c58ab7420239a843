using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;

namespace Gateway.Routing.Clusters;

/// <summary>Triton's statistics of versions, added up over their hosts.</summary>
internal sealed class HostStatistics(HostDirectory directory, HostTargets targets, HostProbe probe)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>One entry for each version that has a host which tells.</returns>
    public async Task<JsonArray> OfAsync(IEnumerable<VersionRoute> versions, CancellationToken cancellationToken)
    {
        JsonObject?[] entries = await Task.WhenAll(versions.Where(version => !version.PlainHttp).Select(version => OfAsync(version.Key, cancellationToken)));
        return [.. entries.OfType<JsonObject>()];
    }

    private async Task<JsonObject?> OfAsync(VersionKey version, CancellationToken cancellationToken)
    {
        JsonObject?[] answers = await Task.WhenAll(directory.Of(version).Where(host => host.State == HostState.Ready).Select(host => AskAsync(host, cancellationToken)));
        JsonObject? sum = answers.OfType<JsonObject>().Aggregate((JsonObject?)null, (all, one) => all is null ? one : StatisticsSum.Of(all, one));
        if (sum is not null)
        {
            (sum["name"], sum["version"]) = (version.Model, version.Version);
        }

        return sum;
    }

    /// <returns>Null: it does not tell, or not in time.</returns>
    private async Task<JsonObject?> AskAsync(HostView host, CancellationToken cancellationToken)
    {
        if (targets.Find(host.Id) is not { } target)
        {
            return null;
        }

        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(host.Address, target.Model.Add("/stats").Value));
        foreach ((string name, string value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using HttpResponseMessage response = await probe.Client.SendAsync(request, late.Token);
            string text = await response.Content.ReadAsStringAsync(late.Token);
            return response.IsSuccessStatusCode && JsonNode.Parse(text)?["model_stats"] is JsonArray { Count: > 0 } stats ? stats[0]?.DeepClone() as JsonObject : null;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException or InvalidOperationException
            || problem is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
