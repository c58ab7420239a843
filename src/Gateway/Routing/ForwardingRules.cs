using System.Diagnostics;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Routing;

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
    }

    private ValueTask Address(RequestTransformContext context)
    {
        Attempt attempt = Prediction.Of(context.HttpContext).Attempt!;
        string host = context.HttpContext.GetReverseProxyFeature().ProxiedDestination!.DestinationId;
        attempt.Host = host;
        HostTarget? target = targets.Find(host);
        context.Path = attempt.Kind switch
        {
            PredictionKind.Infer => target?.Infer ?? context.Path,
            PredictionKind.Predict => target?.Predict ?? context.Path,
            PredictionKind.Metadata => target?.Model.Add(attempt.Rest) ?? context.Path,
            _ => attempt.Rest,
        };
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

        attempt.StatusCode = (int)response.StatusCode;
        attempt.Invalid = response.Headers.NonValidated.Contains(NonFinite);
        if (attempt.HasFallback && ReplayRules.Repeatable(attempt.StatusCode) && Replay.MayStart(prediction))
        {
            attempt.Replayed = true;
            context.SuppressResponseBody = true;
            return ValueTask.CompletedTask;
        }

        Predictions.Sign(context.HttpContext.Response, attempt);
        if (attempt is { Kind: PredictionKind.Infer, Invalid: false, StatusCode: StatusCodes.Status200OK } && prediction.Snapshot.Settings.DecodeOutputs && targets.Find(attempt.Host!) is { Foreign: true })
        {
            prediction.Check = AnswerCheck.Begin(context.HttpContext.Response, response.Content);
        }

        return ValueTask.CompletedTask;
    }
}
