using System.Diagnostics;
using Gateway.Routing.Clusters;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Routing.Attempts;

/// <summary>What the proxy changes on the way: the path that the host knows, and the response of an attempt that will be replayed.</summary>
internal sealed class ForwardingRules(HostTargets targets) : ITransformProvider
{
    /// <summary>Set by a host whose answer holds values that the version does not declare.</summary>
    public const string NonFinite = "x-nonfinite-count";

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(Address);
        context.AddResponseTransform(Judge);
        context.AddResponseTrailersTransform(JudgeLate);
    }

    private ValueTask Address(RequestTransformContext context)
    {
        Prediction prediction = Prediction.Of(context.HttpContext);
        string host = context.HttpContext.GetReverseProxyFeature().ProxiedDestination!.DestinationId;
        prediction.Attempt!.Host = host;
        HostTarget? target = targets.Find(host);
        prediction.Protocol.Address(context, prediction, target);
        TraceHeaders.Pass(context.HttpContext.Request.Headers, context.ProxyRequest);
        foreach ((string name, string value) in target?.Headers ?? [])
        {
            context.ProxyRequest.Headers.Remove(name);
            context.ProxyRequest.Headers.TryAddWithoutValidation(name, value);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Judge(ResponseTransformContext context)
    {
        Prediction prediction = Prediction.Of(context.HttpContext);
        Attempt attempt = prediction.Attempt!;
        attempt.Duration = Stopwatch.GetElapsedTime(attempt.StartedAt);
        if (context.ProxyResponse is not { } response)
        {
            return ValueTask.CompletedTask;
        }

        attempt.StatusCode = prediction.Protocol.Status(response);
        attempt.Invalid = response.Headers.NonValidated.Contains(NonFinite);
        if (attempt.HasFallback && ReplayRules.Repeatable(attempt.StatusCode) && Replay.MayStart(prediction))
        {
            attempt.Replayed = true;
            context.SuppressResponseBody = true;
            return ValueTask.CompletedTask;
        }

        Predictions.Sign(context.HttpContext.Response, attempt);
        if (attempt is { Kind: PredictionKind.Infer, Invalid: false, StatusCode: StatusCodes.Status200OK }
            && prediction.Snapshot.Settings.DecodeOutputs && targets.Find(attempt.Host!) is { Foreign: true })
        {
            prediction.Check = AnswerCheck.Begin(context.HttpContext.Response, response.Content);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Only HTTP/2 has trailers: there, a call's status comes at its end.</summary>
    private static ValueTask JudgeLate(ResponseTrailersTransformContext context)
    {
        Prediction prediction = Prediction.Of(context.HttpContext);
        Attempt attempt = prediction.Attempt!;
        attempt.StatusCode = prediction.Protocol.FinalStatus(context.ProxyResponse!);
        if (attempt.HasFallback && !context.HttpContext.Response.HasStarted && ReplayRules.Repeatable(attempt.StatusCode) && Replay.MayStart(prediction))
        {
            attempt.Replayed = true;
            context.HttpContext.Features.Get<IHttpResponseTrailersFeature>()!.Trailers.Clear();
        }

        return ValueTask.CompletedTask;
    }
}
