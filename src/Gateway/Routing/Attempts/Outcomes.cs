using Gateway.Core.Routing;
using Gateway.Routing.Rest;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Routing.Attempts;

/// <summary>What an attempt's end means.</summary>
internal static class Outcomes
{
    public static Outcome Of(Prediction prediction, ForwarderError error) => error switch
    {
        ForwarderError.None => prediction.Protocol.Answered(prediction.Attempt!.StatusCode),
        _ when HostBrokeOff(prediction, error) => Outcome.Failed,
        _ when prediction.Deadline.ClientGone => Outcome.Aborted,
        _ when prediction.Deadline.Expired => Outcome.Timeout,
        ForwarderError.RequestTimedOut => Outcome.Timeout,
        ForwarderError.RequestBodyClient or ForwarderError.ResponseBodyClient => Outcome.Aborted,
        _ => Outcome.Failed,
    };

    /// <summary>Once the answer has begun the proxy breaks the client off too, which looks like one that went away. (What breaks while a body is sent over HTTP/1.1 may be the client's all the same.)</summary>
    private static bool HostBrokeOff(Prediction prediction, ForwarderError error) => !prediction.Deadline.Expired
        && (error == ForwarderError.ResponseBodyDestination || (error == ForwarderError.RequestBodyDestination && prediction.Kind == PredictionKind.Stream));

    /// <summary>The connection was there and broke: it says more of the host than of the version.</summary>
    public static bool HostLost(ForwarderError error) =>
        error is ForwarderError.ResponseBodyDestination or ForwarderError.RequestBodyDestination or ForwarderError.Request;

    /// <summary>The host answered with a status.</summary>
    public static Outcome Answered(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests or >= 500 => Outcome.Failed,
        >= 400 => Outcome.Rejected,
        _ => Outcome.Ok,
    };
}
