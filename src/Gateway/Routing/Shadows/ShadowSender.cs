using System.Diagnostics;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Security.Tls;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing.Shadows;

/// <summary>Sends a copy to a ready host of the candidate, over connections of its own, and tells the observer what came of it.</summary>
internal sealed partial class ShadowSender(IProxyStateLookup proxy, HostTargets targets, AttemptPool pool, HostTls tls, ILogger<ShadowSender> logger) : IShadowSender, IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = SocketConnect.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        SslOptions = tls.Options(),
    });

    private long _turn;

    public async Task SendAsync(ShadowCopy copy, CancellationToken cancellationToken)
    {
        if (copy.Stale || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        Attempt attempt = pool.Rent();
        (attempt.Snapshot, attempt.Arm, attempt.Assignment, attempt.StickyHash) = (copy.Snapshot, copy.Mirror.Candidate, Assignment.Shadow, null);
        (attempt.Kind, attempt.PredictionId, attempt.StartedAt) = (copy.Kind, copy.PredictionId, Stopwatch.GetTimestamp());
        try
        {
            using CopiedBytes answer = new(CopyBudget.Shared);
            await AttemptAsync(copy, attempt, answer, cancellationToken);
            if (attempt.Outcome != Outcome.Aborted)
            {
                copy.Mirror.Observer.Answered(attempt, copy.Answer.Span, answer.Whole ? answer.Memory.Span : []);
            }
        }
        catch (Exception problem)
        {
            LogFailed(copy.Mirror.Candidate.Key.Model, problem); // a bug of ours: it must not end the worker
        }
        finally
        {
            pool.Return(attempt);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task AttemptAsync(ShadowCopy copy, Attempt attempt, CopiedBytes answer, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(copy.Snapshot.Settings.Timeout);
        Activity? span = AttemptSpan.Begin(attempt, copy.Trace);
        VersionMetrics metrics = attempt.Arm!.Metrics;
        metrics.InFlight.Inc();
        try
        {
            attempt.Outcome = Outcome.Failed;
            if (Pick(copy.Protocol.ClusterOf(attempt.Arm)) is { } host)
            {
                attempt.Host = host.DestinationId;
                await ExchangeAsync(copy, attempt, host.Model.Config.Address, answer, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            attempt.Outcome = stopping.IsCancellationRequested ? Outcome.Aborted : Outcome.Timeout;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            attempt.Outcome = Outcome.Failed;
            attempt.HostLost = problem is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        }
        finally
        {
            attempt.Duration = attempt.Duration == TimeSpan.Zero ? Stopwatch.GetElapsedTime(attempt.StartedAt) : attempt.Duration;
            metrics.InFlight.Dec();
            metrics.Attempted(attempt);
            AttemptSpan.End(span, attempt);
        }
    }

    private async Task ExchangeAsync(ShadowCopy copy, Attempt attempt, string address, CopiedBytes answer, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = ShadowRequest.Of(copy, address, targets.Find(attempt.Host!));
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        attempt.Duration = Stopwatch.GetElapsedTime(attempt.StartedAt);
        attempt.Invalid = response.Headers.NonValidated.Contains(ForwardingRules.NonFinite);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await answer.ReadAsync(body, cancellationToken);
        attempt.StatusCode = copy.Protocol.FinalStatus(response);
        attempt.Outcome = copy.Protocol.Answered(attempt.StatusCode);
        if (copy is { Kind: PredictionKind.Infer, Snapshot.Settings.DecodeOutputs: true } && attempt.Outcome == Outcome.Ok && !attempt.Invalid && targets.Find(attempt.Host!) is { Foreign: true })
        {
            attempt.Invalid = AnswerCheck.IsInvalid(answer);
        }
    }

    private DestinationState? Pick(string clusterId)
    {
        IReadOnlyList<DestinationState> hosts = proxy.TryGetCluster(clusterId, out ClusterState? cluster) ? cluster.DestinationsState.AvailableDestinations : [];
        return hosts.Count == 0 ? null : hosts[(int)((ulong)Interlocked.Increment(ref _turn) % (ulong)hosts.Count)];
    }

    [LoggerMessage(3020, LogLevel.Error, "A copy for {Model} could not be counted")]
    private partial void LogFailed(string model, Exception problem);
}
