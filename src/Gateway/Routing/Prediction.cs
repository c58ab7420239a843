using Gateway.Routing.Attempts;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Routing;

/// <summary>What stays the same over a request's attempts, and the attempt under way: the request's one feature. Pooled.</summary>
internal sealed class Prediction
{
    private static readonly ObjectPool<Prediction> Pool = new DefaultObjectPool<Prediction>(new DefaultPooledObjectPolicy<Prediction>(), 1024);

    private Deadline? _deadline;
    private ModelRoute? _route;
    private RouteSnapshot? _snapshot;

    public ModelRoute Route => _route!;

    /// <summary>Read once: valid to the end, whatever is published meanwhile.</summary>
    public RouteSnapshot Snapshot => _snapshot!;

    public Deadline Deadline => _deadline!;

    public IProtocol Protocol { get; private set; } = RestProtocol.Instance;

    public PredictionKind Kind { get; private set; }

    /// <summary>The path behind the model, for protocol http.</summary>
    public string? Rest { get; set; }

    public VersionRoute? Pinned { get; private set; }

    public ReplayBody? Body { get; set; }

    /// <summary>Looks into the answer of the attempt under way; null: nobody does.</summary>
    public AnswerCheck? Check { get; set; }

    /// <summary>The one under way, or the last one.</summary>
    public Attempt? Attempt { get; set; }

    public static Prediction Start(HttpContext context, IProtocol protocol, ModelRoute route, RouteSnapshot snapshot, VersionRoute? pinned, PredictionKind kind)
    {
        Prediction prediction = Pool.Get();
        (prediction.Protocol, prediction._route, prediction._snapshot, prediction.Pinned, prediction.Kind) = (protocol, route, snapshot, pinned, kind);
        context.Features.Set(prediction);
        return prediction;
    }

    public static Prediction Of(HttpContext context) => context.Features.Get<Prediction>()!;

    public void Limit(TimeSpan timeout, CancellationToken aborted) => _deadline = Deadline.Start(timeout, aborted);

    /// <summary>There is nothing to send, or all of it is kept.</summary>
    public bool CanReplay(HttpRequest request) => Kind != PredictionKind.Stream && HasAll(request);

    private bool HasAll(HttpRequest request) => request.ContentLength == 0 || Body is { CanReplay: true }
        || !request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody;

    /// <summary>Back to the pool; not to be touched any more.</summary>
    public void End(AttemptPool attempts)
    {
        if (Attempt is { } last)
        {
            attempts.Return(last);
        }

        Body?.Free();
        _deadline?.End();
        (_deadline, _route, _snapshot, Pinned, Rest, Body, Attempt) = (null, null, null, null, null, null, null);
        Pool.Return(this);
    }
}
