using System.Text;
using Gateway.Core.Inference;
using Gateway.Routing.Limits;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Routing.Grpc;

/// <summary>A gRPC call: its first message says which model, and which version if any.</summary>
internal sealed class GrpcMiddleware(
    RequestDelegate next, CallerRoutes routes, PredictionCourse course, GatewayCalls own, IOptions<LimitsOptions> limits, IHostApplicationLifetime lifetime)
{
    private readonly long _mostMessage = limits.Value.MaxBody;

    public async Task InvokeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            PredictionKind kind = GrpcMethod.KindOf(GrpcMethod.NameOf(path));
            await (kind == PredictionKind.None ? own.AnswerAsync(context) : CountedAsync(context, kind));
        }
        catch (BadHttpRequestException problem)
        {
            await GrpcProtocol.Instance.FailAsync(context, problem.StatusCode, problem.Message, null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody waits for an answer any more
        }
    }

    /// <summary>What ends here was never sent to a host.</summary>
    private async Task CountedAsync(HttpContext context, PredictionKind kind)
    {
        try
        {
            await RouteAsync(context, kind);
        }
        catch (BadHttpRequestException problem)
        {
            Refusals.Count("", problem.StatusCode);
            throw;
        }
        catch (OperationCanceledException)
        {
            Refusals.Count("", StatusCodes.Status499ClientClosedRequest);
            throw;
        }
    }

    private async Task RouteAsync(HttpContext context, PredictionKind kind)
    {
        bool many = kind == PredictionKind.Stream;
        Unlimit(context); // each message is looked at by itself
        ReplayBody body = await FirstMessage.ReadAsync(context.Request, _mostMessage, many, context.RequestAborted);
        Prediction? prediction = null;
        try
        {
            prediction = Begin(context, kind, body, out TimeSpan timeout);
            if (prediction is not null)
            {
                await PredictAsync(context, prediction, timeout);
            }
        }
        finally
        {
            if (prediction is null)
            {
                body.Free();
            }
        }
    }

    private async Task PredictAsync(HttpContext context, Prediction prediction, TimeSpan timeout)
    {
        IHttpResponseBodyFeature response = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Request.Body = new FramedBody(prediction.Body!, prediction.Kind == PredictionKind.Stream, lifetime.ApplicationStopping);
        context.Features.Set<IHttpResponseBodyFeature>(new HeldResponse(response, prediction));
        await course.PredictAsync(context, prediction, timeout, next);
        context.Features.Set(response);
    }

    /// <returns>Null: the client was told why not.</returns>
    private Prediction? Begin(HttpContext context, PredictionKind kind, ReplayBody body, out TimeSpan timeout)
    {
        timeout = default;
        MessageHead head = FirstMessage.Head(body);
        if (!Grant.Of(context).Models.IsAll && routes.Refusal(context, Encoding.UTF8.GetString(head.Model)) is { } denied)
        {
            Refusals.Deny(denied.Status);
            GrpcProtocol.RefuseAsync(context, denied);
            return null;
        }

        if (Route(head.Model) is not { } route)
        {
            Refusals.AnswerAsync(context, GrpcProtocol.Instance, "", StatusCodes.Status404NotFound, $"Request for unknown model: '{Encoding.UTF8.GetString(head.Model)}' is not found");
            return null;
        }

        RouteSnapshot snapshot = route.Current;
        VersionRoute? pinned = null;
        if (!head.Version.IsEmpty && !snapshot.Known.TryGetValue(Encoding.UTF8.GetString(head.Version), out pinned))
        {
            Refusals.AnswerAsync(context, GrpcProtocol.Instance, snapshot.Model, StatusCodes.Status404NotFound, $"Model \"{snapshot.Model}\" has no version \"{Encoding.UTF8.GetString(head.Version)}\" that could serve.");
            return null;
        }

        timeout = Timeout(context.Request.Headers, kind == PredictionKind.Stream ? System.Threading.Timeout.InfiniteTimeSpan : snapshot.Settings.Timeout);
        Prediction prediction = Prediction.Start(context, GrpcProtocol.Instance, route, snapshot, pinned, kind);
        prediction.Body = body;
        return prediction;
    }

    private ModelRoute? Route(ReadOnlySpan<byte> model)
    {
        Span<char> name = stackalloc char[128];
        return Encoding.UTF8.TryGetChars(model, name, out int length) ? routes.Table.Find(name[..length]) : null;
    }

    /// <param name="ofModel">Infinite for a stream, which lasts as long as its client wants.</param>
    /// <exception cref="BadHttpRequestException">The header is there and is no timeout.</exception>
    private static TimeSpan Timeout(IHeaderDictionary headers, TimeSpan ofModel)
    {
        if (headers[GrpcProtocol.TimeoutHeader].ToString() is not { Length: > 0 } text)
        {
            return ofModel;
        }

        if (!GrpcTimeout.TryParse(text, out TimeSpan asked))
        {
            throw new BadHttpRequestException($"{GrpcProtocol.TimeoutHeader}: \"{text}\" is no timeout.");
        }

        return asked < ofModel ? asked : ofModel == System.Threading.Timeout.InfiniteTimeSpan && asked < LongestDeadline ? asked : ofModel;
    }

    /// <summary>Nearly as long as a timer can be set for.</summary>
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(24);

    private static void Unlimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }
}
