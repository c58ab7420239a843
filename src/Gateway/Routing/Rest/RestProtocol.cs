using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Routing.Rest;

/// <summary>HTTP/1.1 and JSON: the path says what is asked for, the status what came of it.</summary>
internal sealed class RestProtocol : IProtocol
{
    public static readonly RestProtocol Instance = new();

    public string ClusterOf(VersionRoute arm) => arm.ClusterId;

    public void Address(RequestTransformContext context, Prediction prediction, HostTarget? target)
    {
        RequestTimeout.Pass(context, prediction.Deadline);
        context.Path = prediction.Kind switch
        {
            PredictionKind.Infer => target?.Infer ?? context.Path,
            PredictionKind.Predict => target?.Predict ?? context.Path,
            PredictionKind.Metadata => target?.Model.Add(prediction.Rest) ?? context.Path,
            _ => prediction.Rest,
        };
    }

    public HttpRequestMessage Copy(ShadowCopy copy, string address, HostTarget? target)
    {
        PathString path = (copy.Kind, target) switch
        {
            (PredictionKind.Infer, not null) => target.Infer,
            (PredictionKind.Predict, not null) => target.Predict,
            _ => copy.Rest,
        };
        return new HttpRequestMessage(new HttpMethod(copy.Method), RequestUtilities.MakeDestinationAddress(address, path, copy.Query))
        {
            Content = copy.HasBody ? new ReadOnlyMemoryContent(copy.Body) : null,
        };
    }

    public int Status(HttpResponseMessage answer) => (int)answer.StatusCode;

    public int FinalStatus(HttpResponseMessage answer) => Status(answer);

    public Outcome Answered(int status) => Outcomes.Answered(status);

    public int Told(HttpContext context) => context.Response.StatusCode;

    public Task FailAsync(HttpContext context, int status, string message, int? retryAfter) => PredictionErrors.AnswerAsync(context, status, message, retryAfter);
}
