using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Core.Routing;
using Gateway.Routing.Clusters;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing.Attempts;

/// <summary>Sends one attempt through the proxy and tells what came of it.</summary>
internal sealed class AttemptRunner(IProxyStateLookup proxy, HostEjection ejection)
{
    /// <returns>Null: the version has no host that speaks it.</returns>
    public ClusterState? Cluster(VersionRoute arm, IProtocol protocol) => proxy.TryGetCluster(protocol.ClusterOf(arm), out ClusterState? cluster) ? cluster : null;

    /// <returns>How many hosts of the version take traffic.</returns>
    public static int Hosts(ClusterState? cluster) => cluster?.DestinationsState.AvailableDestinations.Count ?? 0;

    /// <param name="cluster">Of the attempt's version.</param>
    /// <param name="failedHost">Left out, when the version has others.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(HttpContext context, Prediction prediction, ClusterState? cluster, string? failedHost, RequestDelegate next)
    {
        Attempt attempt = prediction.Attempt!;
        VersionRoute arm = attempt.Arm!;
        attempt.StartedAt = Stopwatch.GetTimestamp();
        Activity? span = AttemptSpan.Begin(attempt);
        VersionMetrics metrics = arm.Metrics;
        metrics.InFlight.Inc();
        attempt.Snapshot!.Observer.Started(attempt);
        ForwarderError error = ForwarderError.NoAvailableDestinations;
        try
        {
            if (Hosts(cluster) > 0)
            {
                Reassign(context, cluster!, failedHost);
                await next(context);
                error = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
                Look(context, cluster!);
            }
            else if (prediction.Protocol != RestProtocol.Instance && Hosts(Cluster(arm, RestProtocol.Instance)) > 0)
            {
                (attempt.StatusCode, error) = (StatusCodes.Status501NotImplemented, ForwarderError.None); // it serves, and does not speak this
            }
        }
        finally
        {
            metrics.InFlight.Dec(); // of the same series, whatever became of them
            End(context, prediction, attempt, error);
            AttemptSpan.End(span, attempt);
        }
    }

    private static void End(HttpContext context, Prediction prediction, Attempt attempt, ForwarderError error)
    {
        using (AnswerCheck? check = prediction.Check)
        {
            prediction.Check = null;
            attempt.Invalid |= check?.End(context.Response) == true;
        }

        attempt.Outcome = Outcomes.Of(prediction, error);
        attempt.HostLost = attempt.Outcome == Outcome.Failed && Outcomes.HostLost(error) && !Refused(context);
        if (attempt.Duration == TimeSpan.Zero)
        {
            attempt.Duration = Stopwatch.GetElapsedTime(attempt.StartedAt);
        }

        if (error != ForwarderError.None && !context.Response.HasStarted)
        {
            attempt.StatusCode = 0; // the head came and the body did not: the client has seen nothing of it
        }

        if (!attempt.Replayed && attempt is { HasFallback: true, Outcome: Outcome.Failed, StatusCode: 0 } && !context.Response.HasStarted)
        {
            attempt.Replayed = Replay.MayStart(prediction);
        }

        attempt.Arm!.Metrics.Attempted(attempt);
        attempt.Snapshot!.Observer.Ended(attempt);
    }

    /// <summary>A version's only host is never taken out, so nobody keeps its record.</summary>
    private void Look(HttpContext context, ClusterState cluster)
    {
        if (cluster.DestinationsState.AllDestinations.Count > 1 && context.GetReverseProxyFeature().ProxiedDestination is { } host)
        {
            ejection.RequestProxied(context, cluster, host);
        }
    }

    /// <summary>Nobody listened: unlike a broken connection, that counts for every request.</summary>
    private static bool Refused(HttpContext context) =>
        context.Features.Get<IForwarderErrorFeature>()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private static void Reassign(HttpContext context, ClusterState cluster, string? failedHost)
    {
        context.ReassignProxyRequest(cluster);
        if (failedHost is not null)
        {
            IReverseProxyFeature feature = context.GetReverseProxyFeature();
            DestinationState[] others = [.. feature.AvailableDestinations.Where(host => host.DestinationId != failedHost)];
            feature.AvailableDestinations = others.Length > 0 ? others : feature.AvailableDestinations;
        }
    }
}
