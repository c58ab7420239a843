using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>Takes a prediction from its path to its answer: one snapshot, one deadline, one attempt and at most two more.</summary>
internal sealed class PredictionMiddleware(
    RequestDelegate next, RouteTable table, AttemptRunner runner, AttemptPool pool, HostDemand demand, IOptions<LimitsOptions> limits)
{
    private readonly long _maxBody = limits.Value.MaxBody;

    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        PredictionPath path = PredictionPath.Parse(request.Path.Value);
        if (path.Kind == PredictionKind.None)
        {
            return PredictionErrors.AnswerAsync(context, 404, $"There is nothing at {request.Path}.");
        }

        if (table.Find(path.Model) is not { } route)
        {
            return PredictionErrors.AnswerAsync(context, 404, $"There is no model \"{path.Model}\".");
        }

        RouteSnapshot snapshot = route.Current;
        VersionRoute? pinned = null;
        if (!path.Version.IsEmpty && !snapshot.Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.Version, out pinned))
        {
            return PredictionErrors.AnswerAsync(context, 404, $"Model \"{path.Model}\" has no version \"{path.Version}\" that could serve.");
        }

        if (Refusal(request, path.Kind, snapshot, out TimeSpan timeout) is { } refusal)
        {
            return PredictionErrors.AnswerAsync(context, refusal.Status, refusal.Message);
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = _maxBody;
        string? rest = path.Kind == PredictionKind.Http ? path.Rest.ToString() : null;
        return PredictAsync(context, Prediction.Start(context, route, snapshot, pinned, path.Kind, rest), timeout).AsTask();
    }

    private (int Status, string Message)? Refusal(HttpRequest request, PredictionKind kind, RouteSnapshot snapshot, out TimeSpan timeout)
    {
        if (!RequestTimeout.TryRead(request.Headers, snapshot.Settings.Timeout, out timeout))
        {
            return (400, $"{RequestTimeout.Header}: \"{request.Headers[RequestTimeout.Header]}\" is not a duration: {Contracts.Durations.Form}.");
        }

        if (kind == PredictionKind.Infer && !HttpMethods.IsPost(request.Method) || kind == PredictionKind.Metadata && !HttpMethods.IsGet(request.Method))
        {
            request.HttpContext.Response.Headers.Allow = kind == PredictionKind.Infer ? "POST" : "GET";
            return (405, $"{request.Method} is not what {request.Path} understands.");
        }

        return request.ContentLength > _maxBody ? (413, $"The body has {request.ContentLength} bytes; at most {_maxBody} are taken.") : null;
    }

    /// <remarks>Pooled, and one small task for whoever waits: as a task of its own it would be 200 bytes more a request.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PredictAsync(HttpContext context, Prediction prediction, TimeSpan timeout)
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
                string model = prediction.Snapshot.Model;
                await PredictionErrors.AnswerAsync(context, 404, $"Version {choice.Arm.Name} of {model} is {(choice.Arm.PlainHttp ? "an HTTP service, asked at /models/" : "asked at /v2/models/")}{model}.");
                return;
            }

            copy = prediction.Snapshot.Mirror?.Begin(context, prediction, choice);
            if (copy is { HasBody: true } || Keeps(prediction, choice.Arm, context.Request))
            {
                prediction.Body = await ReplayBody.KeepAsync(context.Request, prediction.Deadline.Token);
            }

            await AnswerAsync(context, prediction, choice);
            Count(context, prediction, Stopwatch.GetElapsedTime(started));
            if (copy is not null)
            {
                await copy.FinishAsync(context, prediction);
            }
        }
        catch (BadHttpRequestException problem)
        {
            await PredictionErrors.AnswerAsync(context, problem.StatusCode, problem.Message);
        }
        catch (OperationCanceledException) when (prediction.Deadline.ClientGone)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (prediction.Deadline.Expired)
        {
            await PredictionErrors.AnswerAsync(context, 408, "The body did not arrive within the timeout.");
        }
        finally
        {
            copy?.End(context);
            context.RequestAborted = aborted;
            prediction.End(pool);
        }
    }

    private bool Keeps(Prediction prediction, VersionRoute arm, HttpRequest request) =>
        prediction.Kind != PredictionKind.Metadata && request.ContentLength != 0
        && (prediction.Snapshot.Run is { Rescue: true, Latched: false } || AttemptRunner.Hosts(runner.Cluster(arm)) > 1);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(HttpContext context, Prediction prediction, VersionChoice choice)
    {
        string id = PredictionId.Of(context.Request.Headers, TimeProvider.System);
        RouteSnapshot snapshot = prediction.Snapshot;
        prediction.Route.Budget.Deposit();
        (VersionRoute arm, Assignment assignment, string? failedHost) = (choice.Arm, choice.Assignment, null);
        while (true)
        {
            Attempt attempt = prediction.Attempt = pool.Rent();
            (attempt.Snapshot, attempt.Arm, attempt.Assignment, attempt.StickyHash) = (snapshot, arm, assignment, choice.StickyHash);
            (attempt.Kind, attempt.Rest, attempt.PredictionId) = (prediction.Kind, prediction.Rest, id);
            ClusterState? cluster = runner.Cluster(arm);
            bool siblings = AttemptRunner.Hosts(cluster) > 1;
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

        if (prediction.Attempt is { StatusCode: 0 } unanswered && !context.Response.HasStarted)
        {
            await ExplainAsync(context, unanswered, prediction.Pinned is not null);
        }
    }

    private static void Count(HttpContext context, Prediction prediction, TimeSpan waited)
    {
        if (prediction.Kind != PredictionKind.Metadata)
        {
            Attempt last = prediction.Attempt!;
            bool rescued = last.Assignment == Assignment.Rescue;
            last.Arm!.Metrics.Responded(context.Response.StatusCode, rescued, waited);
            prediction.Snapshot.Observer.Responded(last.Arm, context.Response.StatusCode, rescued, waited);
        }
    }

    /// <summary>The host gave no answer, so ours says why.</summary>
    private Task ExplainAsync(HttpContext context, Attempt attempt, bool pinned)
    {
        VersionRoute arm = attempt.Arm!;
        string version = $"version {arm.Name} of {arm.Key.Model}";
        Predictions.Sign(context.Response, attempt);
        switch (attempt.Outcome)
        {
            case Outcome.Timeout:
                return PredictionErrors.AnswerAsync(context, 504, $"The host of {version} did not answer in time.");
            case Outcome.Aborted when context.Response.StatusCode is 400 or 408 or 413:
                return PredictionErrors.AnswerAsync(context, context.Response.StatusCode, "The request's body was broken off or is too large.");
            case Outcome.Aborted:
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return Task.CompletedTask;
            case Outcome.Failed when attempt.Host is not null:
                return PredictionErrors.AnswerAsync(context, 502, $"The host of {version} broke off.");
            default:
                if (pinned)
                {
                    demand.Pin(arm.Key);
                }

                return PredictionErrors.AnswerAsync(context, 503, $"There is no healthy host for {version}.", retryAfter: 1);
        }
    }
}
