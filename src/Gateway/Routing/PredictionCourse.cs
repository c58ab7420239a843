using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Limits;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Gateway.Telemetry.Access;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>Takes a prediction to its answer, whichever way it came: one snapshot, one deadline, one attempt and at most two more.</summary>
internal sealed class PredictionCourse(AttemptRunner runner, AttemptPool pool, HostDemand demand, Admission admission)
{
    /// <summary>Lets it in, or says why not.</summary>
    public ValueTask PredictAsync(HttpContext context, Prediction prediction, TimeSpan timeout, RequestDelegate next)
    {
        if (admission.Enter(prediction) is not { } refusal)
        {
            return AdmittedAsync(context, prediction, timeout, next);
        }

        Task refused = Refusals.AnswerAsync(context, prediction.Protocol, prediction.Snapshot.Model, refusal);
        prediction.End(pool);
        return new ValueTask(refused);
    }

    /// <remarks>Pooled, and one small task for whoever waits: as a task of its own it would be 200 bytes more a request.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AdmittedAsync(HttpContext context, Prediction prediction, TimeSpan timeout, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        CancellationToken aborted = context.RequestAborted;
        prediction.Limit(timeout, aborted);
        context.RequestAborted = prediction.Deadline.Token;
        ShadowCopy? copy = null;
        try
        {
            VersionChoice choice = prediction.Kind == PredictionKind.Metadata
                ? new VersionChoice(prediction.Pinned ?? prediction.Snapshot.BaselineArm, Assignment.Probe, null)
                : VersionChoice.Of(prediction.Snapshot, prediction.Pinned, context.Request.Headers);
            if (choice.Arm.PlainHttp != (prediction.Kind == PredictionKind.Http))
            {
                await MisfitAsync(context, prediction, choice.Arm);
                return;
            }

            copy = prediction.Snapshot.Mirror?.Begin(context, prediction, choice);
            if (prediction.Body is null && (copy is { HasBody: true } || Keeps(prediction, choice.Arm, context.Request)))
            {
                prediction.Body = await ReplayBody.KeepAsync(context.Request, prediction.Deadline.Token);
            }

            await AnswerAsync(context, prediction, choice, next);
            Count(context, prediction, Stopwatch.GetElapsedTime(started));
            if (copy is not null)
            {
                await copy.FinishAsync(context, prediction);
            }
        }
        catch (BadHttpRequestException problem)
        {
            await RefuseAsync(context, prediction, problem.StatusCode, problem.Message);
        }
        catch (OperationCanceledException) when (prediction.Deadline.ClientGone)
        {
            Refusals.Count(prediction.Snapshot.Model, StatusCodes.Status499ClientClosedRequest);
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (prediction.Deadline.Expired)
        {
            await RefuseAsync(context, prediction, StatusCodes.Status408RequestTimeout, "The body did not arrive within the timeout.");
        }
        finally
        {
            copy?.End(context);
            context.RequestAborted = aborted;
            admission.Leave(prediction);
            prediction.End(pool);
        }
    }

    private static Task MisfitAsync(HttpContext context, Prediction prediction, VersionRoute arm)
    {
        string model = prediction.Snapshot.Model;
        return prediction.Protocol != RestProtocol.Instance
            ? RefuseAsync(context, prediction, 501, $"Version {arm.Name} of {model} is an HTTP service and has no gRPC address.")
            : RefuseAsync(context, prediction, 404, $"Version {arm.Name} of {model} is {(arm.PlainHttp ? "an HTTP service, asked at /models/" : "asked at /v2/models/")}{model}.");
    }

    /// <summary>Before the first attempt: the body is read, and the version chosen, ahead of it.</summary>
    private static Task RefuseAsync(HttpContext context, Prediction prediction, int status, string message) =>
        Refusals.AnswerAsync(context, prediction.Protocol, prediction.Snapshot.Model, status, message);

    private bool Keeps(Prediction prediction, VersionRoute arm, HttpRequest request) =>
        prediction.Kind != PredictionKind.Metadata && request.ContentLength != 0
        && (request.ContentLength <= WholeRequests.Longest // it goes to the host in one piece, so it is here before a connection waits for it
            || prediction.Snapshot.Run is { Rescue: true, Latched: false } || AttemptRunner.Hosts(runner.Cluster(arm, prediction.Protocol)) > 1);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(HttpContext context, Prediction prediction, VersionChoice choice, RequestDelegate next)
    {
        string id = PredictionId.Of(context.Request.Headers, TimeProvider.System);
        RouteSnapshot snapshot = prediction.Snapshot;
        prediction.Route.Budget.Deposit();
        (VersionRoute arm, Assignment assignment, string? failedHost) = (choice.Arm, choice.Assignment, null);
        while (true)
        {
            Attempt attempt = prediction.Attempt = pool.Rent();
            (attempt.Snapshot, attempt.Arm, attempt.Assignment, attempt.StickyHash) = (snapshot, arm, assignment, choice.StickyHash);
            (attempt.Kind, attempt.PredictionId) = (prediction.Kind, id);
            ClusterState? cluster = runner.Cluster(arm, prediction.Protocol);
            bool siblings = attempt.HasSibling = AttemptRunner.Hosts(cluster) > 1;
            attempt.HasFallback = prediction.CanReplay(context.Request)
                && ReplayRules.Next(snapshot, attempt, siblings, failedHost is not null) != Fallback.None;
            await runner.RunAsync(context, prediction, cluster, failedHost, next);
            if (!attempt.Replayed)
            {
                break;
            }

            Fallback fallback = ReplayRules.Next(snapshot, attempt, siblings, failedHost is not null);
            (arm, assignment, failedHost) = fallback == Fallback.Sibling
                ? (arm, Assignment.Retry, attempt.Host)
                : (snapshot.BaselineArm, Assignment.Rescue, null);
            prediction.Attempt = null;
            pool.Return(attempt);
            context.Response.Clear();
            context.Features.Set<Yarp.ReverseProxy.Forwarder.IForwarderErrorFeature>(null);
            prediction.Body?.Rewind();
        }

        if (prediction.Attempt is { StatusCode: 0 } or { Host: null, Outcome: Outcome.Rejected } && !context.Response.HasStarted)
        {
            await ExplainAsync(context, prediction, prediction.Attempt);
        }
    }

    private static void Count(HttpContext context, Prediction prediction, TimeSpan waited)
    {
        if (prediction.Kind != PredictionKind.Metadata)
        {
            Attempt last = prediction.Attempt!;
            bool rescued = last.Assignment == Assignment.Rescue;
            int told = prediction.Protocol.Told(context);
            last.Arm!.Metrics.Responded(told, rescued, waited);
            prediction.Snapshot.Observer.Responded(last.Arm, told, rescued, waited);
            AccessEntry.Of(context)?.Answered(last.PredictionId, (last.Arm.Key.Model, last.Arm.Key.Version), AttemptWords.Of(last.Assignment), told, rescued);
        }
    }

    /// <summary>The host gave no answer, so ours says why.</summary>
    private Task ExplainAsync(HttpContext context, Prediction prediction, Attempt attempt)
    {
        VersionRoute arm = attempt.Arm!;
        string version = $"version {arm.Name} of {arm.Key.Model}";
        Predictions.Sign(context.Response, attempt);
        switch (attempt.Outcome)
        {
            case Outcome.Timeout:
                return prediction.Protocol.FailAsync(context, 504, $"The host of {version} did not answer in time.");
            case Outcome.Aborted when context.Response.StatusCode is 400 or 408 or 413:
                return prediction.Protocol.FailAsync(context, context.Response.StatusCode, "The request's body was broken off or is too large.");
            case Outcome.Aborted:
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return Task.CompletedTask;
            case Outcome.Rejected:
                return prediction.Protocol.FailAsync(context, 501, $"No host of {version} has a gRPC address.");
            case Outcome.Failed when attempt.Host is not null:
                return prediction.Protocol.FailAsync(context, 502, $"The host of {version} broke off.");
            default:
                if (prediction.Pinned is not null)
                {
                    demand.Pin(arm.Key);
                }

                return prediction.Protocol.FailAsync(context, 503, $"There is no healthy host for {version}.", retryAfter: 1);
        }
    }
}
