using System.Diagnostics;
using Gateway.Core.Routing;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>Sends one attempt through the proxy and tells what came of it.</summary>
internal sealed class AttemptRunner(IProxyStateLookup proxy)
{
    /// <returns>Hosts of the version that take traffic.</returns>
    public IReadOnlyList<DestinationState> Hosts(VersionRoute arm) =>
        proxy.TryGetCluster(arm.ClusterId, out ClusterState? cluster) ? cluster.DestinationsState.AvailableDestinations : [];

    /// <param name="failedHost">Left out, when the version has others.</param>
    public async Task RunAsync(HttpContext context, Attempt attempt, string? failedHost, RequestDelegate next)
    {
        context.Features.Set(attempt);
        Deadline deadline = context.Features.Get<Deadline>()!;
        VersionRoute arm = attempt.Arm!;
        attempt.StartedAt = Stopwatch.GetTimestamp();
        arm.Metrics.InFlight.Inc();
        attempt.Snapshot!.Observer.Started(attempt);
        ForwarderError error = ForwarderError.NoAvailableDestinations;
        try
        {
            if (Reassign(context, arm, failedHost))
            {
                await next(context);
                error = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
            }
        }
        finally
        {
            arm.Metrics.InFlight.Dec();
            End(context, attempt, error, deadline);
        }
    }

    private static void End(HttpContext context, Attempt attempt, ForwarderError error, Deadline deadline)
    {
        attempt.Outcome = Outcomes.Of(attempt, error, deadline);
        attempt.HostLost = attempt.Outcome == Outcome.Failed && Outcomes.HostLost(error) && !Refused(context);
        if (attempt.Duration == TimeSpan.Zero)
        {
            attempt.Duration = Stopwatch.GetElapsedTime(attempt.StartedAt);
        }

        if (!attempt.Replayed && attempt is { HasFallback: true, Outcome: Outcome.Failed, StatusCode: 0 } && !context.Response.HasStarted)
        {
            attempt.Replayed = Replay.MayStart(context, attempt);
        }

        attempt.Arm!.Metrics.Attempted(attempt);
        attempt.Snapshot!.Observer.Ended(attempt);
    }

    /// <summary>Nobody listened: unlike a broken connection, that counts for every request.</summary>
    private static bool Refused(HttpContext context) =>
        context.Features.Get<IForwarderErrorFeature>()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private bool Reassign(HttpContext context, VersionRoute arm, string? failedHost)
    {
        if (!proxy.TryGetCluster(arm.ClusterId, out ClusterState? cluster) || cluster.DestinationsState.AvailableDestinations.Count == 0)
        {
            return false;
        }

        context.ReassignProxyRequest(cluster);
        if (failedHost is not null)
        {
            IReverseProxyFeature feature = context.GetReverseProxyFeature();
            DestinationState[] others = [.. feature.AvailableDestinations.Where(host => host.DestinationId != failedHost)];
            feature.AvailableDestinations = others.Length > 0 ? others : feature.AvailableDestinations;
        }

        return true;
    }
}
