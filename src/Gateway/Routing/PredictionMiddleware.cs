using System.Diagnostics;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

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
        context.Features.Set(route);
        string? rest = path.Kind == PredictionKind.Http ? path.Rest.ToString() : null;
        return PredictAsync(context, snapshot, pinned, path.Kind, rest, timeout);
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

    private async Task PredictAsync(HttpContext context, RouteSnapshot snapshot, VersionRoute? pinned, PredictionKind kind, string? rest, TimeSpan timeout)
    {
        long started = Stopwatch.GetTimestamp();
        CancellationToken aborted = context.RequestAborted;
        var deadline = Deadline.Start(timeout, aborted);
        context.Features.Set(deadline);
        context.RequestAborted = deadline.Token;
        ReplayBody? body = null;
        try
        {
            VersionChoice choice = kind == PredictionKind.Metadata
                ? new VersionChoice(pinned ?? snapshot.BaselineArm, Assignment.Probe, null)
                : VersionChoice.Of(snapshot, pinned, context.Request.Headers);
            if (Keeps(snapshot, choice.Arm, kind, context.Request))
            {
                body = await ReplayBody.KeepAsync(context.Request, deadline.Token);
            }

            await AnswerAsync(context, snapshot, choice, new Sending(kind, rest, body, started, pinned is not null));
        }
        catch (BadHttpRequestException problem)
        {
            await PredictionErrors.AnswerAsync(context, problem.StatusCode, problem.Message);
        }
        catch (OperationCanceledException) when (deadline.ClientGone)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            await PredictionErrors.AnswerAsync(context, 408, "The body did not arrive within the timeout.");
        }
        finally
        {
            body?.Free();
            context.RequestAborted = aborted;
            deadline.End();
        }
    }

    private bool Keeps(RouteSnapshot snapshot, VersionRoute arm, PredictionKind kind, HttpRequest request) =>
        kind != PredictionKind.Metadata && request.ContentLength != 0
        && (snapshot.Run is { Rescue: true, Latched: false } || runner.Hosts(arm).Count > 1);

    private async Task AnswerAsync(HttpContext context, RouteSnapshot snapshot, VersionChoice choice, Sending sending)
    {
        string id = PredictionId.Of(context.Request.Headers, TimeProvider.System);
        context.Features.Get<ModelRoute>()!.Budget.Deposit();
        (VersionRoute arm, Assignment assignment, string? failedHost) = (choice.Arm, choice.Assignment, null);
        while (true)
        {
            Attempt attempt = pool.Rent();
            (attempt.Snapshot, attempt.Arm, attempt.Assignment, attempt.StickyHash) = (snapshot, arm, assignment, choice.StickyHash);
            (attempt.Kind, attempt.Rest, attempt.PredictionId) = (sending.Kind, sending.Rest, id);
            bool siblings = runner.Hosts(arm).Count > 1;
            attempt.HasFallback = sending.CanReplay(context.Request)
                && ReplayRules.Next(snapshot, attempt, siblings, failedHost is not null) != Fallback.None;
            await runner.RunAsync(context, attempt, failedHost, next);
            if (!attempt.Replayed)
            {
                await FinishAsync(context, attempt, sending);
                pool.Return(attempt);
                return;
            }

            Fallback fallback = ReplayRules.Next(snapshot, attempt, siblings, failedHost is not null);
            (arm, assignment, failedHost) = fallback == Fallback.Sibling
                ? (arm, Assignment.Retry, attempt.Host)
                : (snapshot.BaselineArm, Assignment.Rescue, null);
            pool.Return(attempt);
            context.Response.Clear();
            context.Features.Set<Yarp.ReverseProxy.Forwarder.IForwarderErrorFeature>(null);
            sending.Body?.Rewind();
        }
    }

    private async Task FinishAsync(HttpContext context, Attempt attempt, Sending sending)
    {
        if (attempt.StatusCode == 0 && !context.Response.HasStarted)
        {
            await ExplainAsync(context, attempt, sending);
        }

        if (sending.Kind != PredictionKind.Metadata)
        {
            TimeSpan waited = Stopwatch.GetElapsedTime(sending.StartedAt);
            bool rescued = attempt.Assignment == Assignment.Rescue;
            attempt.Arm!.Metrics.Responded(context.Response.StatusCode, rescued, waited);
            attempt.Snapshot!.Observer.Responded(attempt.Arm, context.Response.StatusCode, rescued, waited);
        }
    }

    /// <summary>The host gave no answer, so ours says why.</summary>
    private Task ExplainAsync(HttpContext context, Attempt attempt, Sending sending)
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
                if (sending.Pinned)
                {
                    demand.Pin(arm.Key);
                }

                return PredictionErrors.AnswerAsync(context, 503, $"There is no healthy host for {version}.", retryAfter: 1);
        }
    }

    /// <summary>What stays the same over a request's attempts.</summary>
    private sealed record Sending(PredictionKind Kind, string? Rest, ReplayBody? Body, long StartedAt, bool Pinned)
    {
        public bool CanReplay(HttpRequest request) => request.ContentLength == 0 || Body is { CanReplay: true }
            || !request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody;
    }
}
