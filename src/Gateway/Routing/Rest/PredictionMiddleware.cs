using Gateway.Routing.Attempts;
using Gateway.Routing.Limits;
using Gateway.Routing.Routes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Routing.Rest;

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
            return RefuseAsync(context, "", 404, $"There is nothing at {request.Path}.");
        }

        if (routes.Refusal(context, path.Model) is { } denied)
        {
            Refusals.Deny(denied.Status);
            return PredictionErrors.RefuseAsync(context, denied);
        }

        if (routes.Table.Find(path.Model) is not { } route)
        {
            return RefuseAsync(context, "", 404, $"There is no model \"{path.Model}\".");
        }

        RouteSnapshot snapshot = route.Current;
        VersionRoute? pinned = null;
        if (!path.Version.IsEmpty && !snapshot.Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.Version, out pinned))
        {
            return RefuseAsync(context, snapshot.Model, 404, $"Model \"{path.Model}\" has no version \"{path.Version}\" that could serve.");
        }

        if (Objection(request, path.Kind, snapshot, out TimeSpan timeout) is { } objection)
        {
            return RefuseAsync(context, snapshot.Model, objection.Status, objection.Message);
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = _maxBody;
        Prediction prediction = Prediction.Start(context, RestProtocol.Instance, route, snapshot, pinned, path.Kind);
        prediction.Rest = path.Kind is PredictionKind.Infer or PredictionKind.Predict ? null : path.Rest.ToString();
        return course.PredictAsync(context, prediction, timeout, next).AsTask();
    }

    private static Task RefuseAsync(HttpContext context, string model, int status, string message) =>
        Refusals.AnswerAsync(context, RestProtocol.Instance, model, status, message);

    private (int Status, string Message)? Objection(HttpRequest request, PredictionKind kind, RouteSnapshot snapshot, out TimeSpan timeout)
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
