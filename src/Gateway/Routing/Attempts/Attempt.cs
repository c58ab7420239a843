using Gateway.Core.Routing;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;

namespace Gateway.Routing.Attempts;

/// <summary>One request sent to one version. Pooled: valid from Started to Ended.</summary>
internal sealed class Attempt
{
    /// <summary>The snapshot that assigned it: its segment is where it is counted, whenever it ends.</summary>
    public RouteSnapshot? Snapshot { get; set; }

    public VersionRoute? Arm { get; set; }

    public Assignment Assignment { get; set; }

    /// <summary>Hash of the sticky key, when there is one.</summary>
    public ulong? StickyHash { get; set; }

    /// <summary>Stopwatch timestamp of dispatch; 0 while the record is in the pool.</summary>
    public long StartedAt { get; set; }

    /// <summary>Dispatch to response headers, or to the failure.</summary>
    public TimeSpan Duration { get; set; }

    public Outcome Outcome { get; set; }

    /// <summary>HTTP status of the host's answer, or the one that stands for its gRPC status; 0 when there was none.</summary>
    public int StatusCode { get; set; }

    /// <summary>The host's id, when one was picked.</summary>
    public string? Host { get; set; }

    /// <summary>The version had another host when this one was picked.</summary>
    public bool HasSibling { get; set; }

    /// <summary>The connection broke after the request was sent: all such attempts on one host's death count once.</summary>
    public bool HostLost { get; set; }

    /// <summary>The answer held a non-finite value that the version does not declare.</summary>
    public bool Invalid { get; set; }

    public PredictionKind Kind { get; set; }

    public string? PredictionId { get; set; }

    /// <summary>Should it fail before its response began, there is somewhere to replay it to.</summary>
    public bool HasFallback { get; set; }

    /// <summary>It failed and will be replayed: its response must not reach the client.</summary>
    public bool Replayed { get; set; }
}
