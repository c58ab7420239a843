using System.Collections.Concurrent;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.Hosts;

namespace Gateway.Routing.Clusters;

/// <summary>How each host wants to be asked: made when hosts change, read per attempt.</summary>
internal sealed class HostTargets
{
    private readonly ConcurrentDictionary<string, HostTarget> _targets = new();

    public HostTarget? Find(string hostId) => _targets.GetValueOrDefault(hostId);

    public void Replace(IEnumerable<HostView> hosts)
    {
        foreach (HostView host in hosts)
        {
            _targets[host.Id] = HostTarget.Of(host);
        }
    }

    public void Keep(IReadOnlySet<string> ids)
    {
        foreach (string id in _targets.Keys.Where(id => !ids.Contains(id)))
        {
            _targets.TryRemove(id, out _);
        }
    }
}

/// <param name="Model">Path of the model's metadata at the host.</param>
/// <param name="Infer">Path of its infer call.</param>
/// <param name="Predict">Path of the older protocol's infer call.</param>
/// <param name="Foreign">It is not ours, and does not say what its answers hold.</param>
/// <param name="Headers">Added to each request; secrets: never logged.</param>
/// <param name="Names">Model and version as it knows them; an empty version is none.</param>
/// <param name="Renaming">Behind a message, they give it these names.</param>
internal sealed record HostTarget(PathString Model, PathString Infer, PathString Predict, bool Foreign, KeyValuePair<string, string>[] Headers, VersionKey Names, byte[] Renaming)
{
    public static HostTarget Of(HostView host)
    {
        string model = $"/models/{host.ServedModel}" + (host.ServedVersion is { } version ? $"/versions/{version}" : "");
        return new HostTarget(
            $"/v2{model}", $"/v2{model}/infer", $"/v1{model}:predict", host.SocketPath is null, [.. host.Headers], new VersionKey(host.ServedModel, host.ServedVersion ?? ""), MessageHead.Renaming(host.ServedModel, host.ServedVersion ?? ""));
    }
}
