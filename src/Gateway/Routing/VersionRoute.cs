using Gateway.Core.Models;

namespace Gateway.Routing;

/// <summary>One version as the request path knows it: made once, shared by every snapshot that names it.</summary>
/// <param name="plainHttp">It fronts any HTTP service, and is asked at <c>/models/…</c> alone; all others at <c>/v2/…</c> alone.</param>
internal sealed class VersionRoute(VersionKey key, bool plainHttp)
{
    public VersionKey Key { get; } = key;

    public bool PlainHttp { get; } = plainHttp;

    /// <summary>The version's name: what <c>x-model-version</c> says.</summary>
    public string Name => Key.Version;

    /// <summary>Of the YARP cluster that holds its ready hosts.</summary>
    public string ClusterId { get; } = ClusterOf(key);

    public VersionMetrics Metrics { get; } = new(key);

    public static string ClusterOf(VersionKey key) => key.ToString();
}
