using System.Net;
using System.Net.Http.Headers;
using Gateway.Core.Inference;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Gateway.Security;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Routing.Grpc;

/// <summary>HTTP/2 and messages: the first message says what is asked for, the status comes last.</summary>
internal sealed class GrpcProtocol : IProtocol
{
    public const string StatusHeader = "grpc-status";
    public const string TimeoutHeader = "grpc-timeout";
    private const string MessageHeader = "grpc-message";

    public static readonly GrpcProtocol Instance = new();

    public string ClusterOf(VersionRoute arm) => arm.GrpcClusterId;

    public void Address(RequestTransformContext context, Prediction prediction, HostTarget? target)
    {
        ((FramedBody)context.HttpContext.Request.Body).Begin(prediction.Body is { CanReplay: true } ? Renaming(target, prediction.Snapshot.Model, prediction.Pinned?.Name ?? "") : target?.Renaming ?? []); // what was not read to its end may name another model
        context.ProxyRequest.Content!.Headers.ContentLength = null; // the frames are ours
        Pass(context, prediction.Deadline);
    }

    /// <summary>A client that gave a deadline has it passed on: what is left of it.</summary>
    private static void Pass(RequestTransformContext context, Deadline deadline)
    {
        if (context.HttpContext.Request.Headers.ContainsKey(TimeoutHeader) && deadline.Left > TimeSpan.Zero)
        {
            context.ProxyRequest.Headers.Remove(TimeoutHeader);
            context.ProxyRequest.Headers.TryAddWithoutValidation(TimeoutHeader, GrpcTimeout.Format(deadline.Left));
        }
    }

    public HttpRequestMessage Copy(ShadowCopy copy, string address, HostTarget? target)
    {
        ReadOnlySpan<byte> suffix = Renaming(target, copy.Snapshot.Model, "");
        byte[] body = [.. copy.Body.Span, .. suffix];
        (GrpcFrame.Read(body) with { Length = (uint)(body.Length - GrpcFrame.Size) }).Write(body);
        HttpRequestMessage request = new(HttpMethod.Post, RequestUtilities.MakeDestinationAddress(address, copy.Path, QueryString.Empty))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return request;
    }

    /// <summary>A failure may come without a body: then its status is in the head.</summary>
    public int Status(HttpResponseMessage answer) =>
        answer.StatusCode != HttpStatusCode.OK ? GrpcStatuses.OfPlainHttp((int)answer.StatusCode).HttpCode()
        : StatusIn(answer.Headers) is { } status ? status.HttpCode()
        : StatusCodes.Status200OK;

    /// <summary>After the answer's end; one without any status is UNKNOWN.</summary>
    public int FinalStatus(HttpResponseMessage answer) => answer.StatusCode != HttpStatusCode.OK
        ? Status(answer)
        : (StatusIn(answer.TrailingHeaders) ?? StatusIn(answer.Headers) ?? GrpcStatus.Unknown).HttpCode();

    public Outcome Answered(int status) => status switch
    {
        StatusCodes.Status501NotImplemented => Outcome.Rejected, // asked for what there is not
        StatusCodes.Status499ClientClosedRequest => Outcome.Aborted,
        StatusCodes.Status504GatewayTimeout => Outcome.Timeout,
        _ => Outcomes.Answered(status),
    };

    public int Told(HttpContext context)
    {
        string? status = context.Response.Headers[StatusHeader];
        status ??= context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers[StatusHeader];
        return status is not null ? GrpcStatuses.Parse(status).HttpCode()
            : context.RequestAborted.IsCancellationRequested && Prediction.Of(context).Attempt is not { Outcome: Outcome.Failed } ? StatusCodes.Status499ClientClosedRequest
            : GrpcStatus.Unknown.HttpCode();
    }

    public Task FailAsync(HttpContext context, int status, string message, int? retryAfter) => FailAsync(context, GrpcStatuses.OfError(status), message);

    public static Task FailAsync(HttpContext context, GrpcStatus status, string message)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/grpc";
            context.Response.Headers[StatusHeader] = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers[MessageHeader] = Uri.EscapeDataString(message);
        }

        return Task.CompletedTask;
    }

    /// <summary>Nobody who may call this. What probes ask needs no key.</summary>
    public static Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        context.Response.Headers.RetryAfter = refusal.RetryAfter is { } seconds ? seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : default;
        return FailAsync(context, refusal.Status switch { 401 => GrpcStatus.Unauthenticated, 429 => GrpcStatus.ResourceExhausted, _ => GrpcStatus.PermissionDenied }, refusal.Message);
    }

    private static byte[] Renaming(HostTarget? target, string model, string version) =>
        target is null || target.Names.Model == model && target.Names.Version == version ? [] : target.Renaming;

    private static GrpcStatus? StatusIn(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues(StatusHeader, out HeaderStringValues values) ? GrpcStatuses.Parse(values.ToString()) : null;
}
