using Gateway.Core.Models;

namespace Gateway.Routing.Routes;

/// <summary>One version as the request path knows it: made once, shared by every snapshot that names it.</summary>
/// <param name="plainHttp">It fronts any HTTP service, and is asked at <c>/models/…</c> alone; all others at <c>/v2/…</c> alone.</param>
internal sealed class VersionRoute(VersionKey key, bool plainHttp)
{
    /// <summary>No name of a model or version has this letter.</summary>
    private const string GrpcSuffix = "#grpc";

    private readonly Lock _series = new();
    private VersionMetrics? _metrics;

    public VersionKey Key { get; } = key;

    public bool PlainHttp { get; } = plainHttp;

    /// <summary>The version's name: what <c>x-model-version</c> says.</summary>
    public string Name => Key.Version;

    /// <summary>Of the YARP cluster that holds its ready hosts.</summary>
    public string ClusterId { get; } = ClusterOf(key);

    /// <summary>Of the one that holds those which speak gRPC.</summary>
    public string GrpcClusterId { get; } = GrpcClusterOf(key);

    /// <summary>Made when first needed: a version that nobody asks for has no series.</summary>
    public VersionMetrics Metrics => Volatile.Read(ref _metrics) ?? Show();

    public bool HasSeries => Volatile.Read(ref _metrics) is not null;

    public void EndSeries()
    {
        lock (_series)
        {
            _metrics?.Remove();
            _metrics = null;
        }
    }

    /// <summary>For good: what is still in flight to it makes none anew.</summary>
    public void Forget()
    {
        lock (_series)
        {
            (_metrics ??= new VersionMetrics(Key)).Remove();
        }
    }

    public static string ClusterOf(VersionKey key) => key.ToString();

    public static string GrpcClusterOf(VersionKey key) => key + GrpcSuffix;

    /// <returns>The version, by the name of either of its clusters.</returns>
    public static string VersionOf(string clusterId) => IsGrpc(clusterId) ? clusterId[..^GrpcSuffix.Length] : clusterId;

    public static bool IsGrpc(string clusterId) => clusterId.EndsWith(GrpcSuffix, StringComparison.Ordinal);

    private VersionMetrics Show()
    {
        lock (_series)
        {
            return _metrics ??= new VersionMetrics(Key);
        }
    }
}
