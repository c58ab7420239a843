using System.Diagnostics;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Routing.Shadows;

/// <summary>A request that will be sent to the candidate as well, once its client has the baseline's answer.</summary>
internal sealed class ShadowCopy : IDisposable
{
    private readonly AnswerTee _tee;
    private readonly CopiedBytes _answer = new(CopyBudget.Shared);
    private readonly CopiedBytes _body = new(CopyBudget.Shared);
    private bool _offered;

    public ShadowCopy(HttpContext context, Prediction prediction, RouteMirror mirror)
    {
        (Snapshot, Route, Mirror) = (prediction.Snapshot, prediction.Route, mirror);
        (Protocol, Kind, Rest) = (prediction.Protocol, prediction.Kind, prediction.Rest);
        HasBody = context.Request.ContentLength is > 0
            || context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
        _tee = new AnswerTee(context.Response.Body, _answer);
        context.Response.Body = _tee;
    }

    public RouteSnapshot Snapshot { get; }

    public RouteMirror Mirror { get; }

    public IProtocol Protocol { get; }

    public PredictionKind Kind { get; }

    public string? Rest { get; }

    /// <summary>There is something to keep before the request is sent.</summary>
    public bool HasBody { get; }

    /// <summary>Nobody would learn anything from it any more: the run went on, or ended.</summary>
    public bool Stale => Route.Current.Mirror is not { } mirror || mirror.Candidate != Mirror.Candidate;

    public string Method { get; private set; } = "";

    /// <summary>As the client asked.</summary>
    public PathString Path { get; private set; }

    public QueryString Query { get; private set; }

    public KeyValuePair<string, StringValues>[] Headers { get; private set; } = [];

    public string? PredictionId { get; private set; }

    /// <summary>Of the request that it copies.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    public ReadOnlyMemory<byte> Body => _body.Memory;

    public ReadOnlyMemory<byte> Answer => _answer.Memory;

    private ModelRoute Route { get; }

    /// <summary>Completes the client's answer, then offers the copy. Of a request without a usable answer there is none.</summary>
    public async ValueTask FinishAsync(HttpContext context, Prediction prediction)
    {
        bool usable = prediction.Attempt is { Outcome: Outcome.Ok, StatusCode: >= 200 and < 300, Assignment: Assignment.Randomised or Assignment.Sticky or Assignment.StickyRepeat };
        Release(context);
        if (!usable)
        {
            return;
        }

        try
        {
            await context.Response.CompleteAsync();
            Keep(context.Request, prediction);
        }
        catch (Exception)
        {
            _answer.Dispose(); // the client has its answer, or is gone: either way this is only a copy
        }

        if (_answer.Whole && _body.Whole && Mirror.Offer(this))
        {
            _offered = true;
        }
        else
        {
            Mirror.Drop();
        }
    }

    /// <summary>The request is over: what was not offered is let go.</summary>
    public void End(HttpContext context)
    {
        Release(context);
        if (!_offered)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _answer.Dispose();
        _body.Dispose();
    }

    private void Keep(HttpRequest request, Prediction prediction)
    {
        (Method, Path, Query, PredictionId) = (request.Method, request.Path, request.QueryString, prediction.Attempt!.PredictionId);
        Headers = [.. request.Headers];
        if (prediction.Body is { CanReplay: true } body)
        {
            _body.Add(body.Kept);
        }
        else if (HasBody)
        {
            _body.Dispose(); // too large to be kept
        }
    }

    private void Release(HttpContext context)
    {
        if (ReferenceEquals(context.Response.Body, _tee))
        {
            context.Response.Body = _tee.Client;
        }
    }
}
