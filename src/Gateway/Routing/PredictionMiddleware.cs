using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Routing;

/// <summary>A REST request: its path says which model, and which version if any.</summary>
internal sealed class PredictionMiddleware(
    RequestDelegate next, CallerRoutes routes, PredictionCourse course, IOptions<LimitsOptions> limits)
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

        if (routes.Refusal(context, path.Model) is { } denied)
        {
            return PredictionErrors.RefuseAsync(context, denied);
        }

        if (routes.Table.Find(path.Model) is not { } route)
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
        Prediction prediction = Prediction.Start(context, RestProtocol.Instance, route, snapshot, pinned, path.Kind);
        prediction.Rest = path.Kind is PredictionKind.Infer or PredictionKind.Predict ? null : path.Rest.ToString();
        return course.PredictAsync(context, prediction, timeout, next).AsTask();
    }

    private (int Status, string Message)? Refusal(HttpRequest request, PredictionKind kind, RouteSnapshot snapshot, out TimeSpan timeout)
    {
        if (!RequestTimeout.TryRead(request.Headers, snapshot.Settings.Timeout, out timeout))
        {
            return (400, $"{RequestTimeout.Header}: \"{request.Headers[RequestTimeout.Header]}\" is not a duration: {Contracts.Durations.Form}.");
        }

        string? method = kind switch { PredictionKind.Infer or PredictionKind.Predict => HttpMethods.Post, PredictionKind.Metadata => HttpMethods.Get, _ => null };
        if (method is not null && !HttpMethods.Equals(method, request.Method))
        {
            request.HttpContext.Response.Headers.Allow = method;
            return (405, $"{request.Method} is not what {request.Path} understands.");
        }

        return request.ContentLength > _maxBody ? (413, $"The body has {request.ContentLength} bytes; at most {_maxBody} are taken.") : null;
    }
}
