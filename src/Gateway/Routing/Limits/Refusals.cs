using Gateway.Routing.Routes;
using Gateway.Telemetry.Access;
using Prometheus;

namespace Gateway.Routing.Limits;

/// <summary>Answers that clients got before any attempt: counted among the responses, with no version, and by their reason.</summary>
internal static class Refusals
{
    private static readonly Counter Total = Metrics.CreateCounter(
        "gateway_refused_total", "Answers to clients before any attempt.", ["model", "reason"], new CounterConfiguration { ExemplarBehavior = ExemplarBehavior.NoExemplars() });

    /// <summary>A connection has no request yet, so nothing is counted among the responses.</summary>
    public static readonly Counter.Child Connections = Total.WithLabels("", "connections");

    /// <summary>A closed list: the values of the label.</summary>
    private static readonly string[] Reasons = ["notFound", "slow", "body", "inFlight", "allInFlight", "gone", "memory", "badRequest"];

    /// <param name="model">Empty: none that there is.</param>
    /// <param name="code">As HTTP would have it.</param>
    public static void Count(string model, int code) => Count(model, code, Reason(code));

    private static void Count(string model, int code, string reason)
    {
        Total.WithLabels(model, reason).Inc();
        VersionMetrics.Refused(model, code);
    }

    /// <summary>Not for this key, or none was sent; the model is not told, as it is not there for them.</summary>
    public static void Deny(int code)
    {
        Total.WithLabels("", "denied").Inc();
        VersionMetrics.Refused("", code);
    }

    /// <summary>Says no, and counts it.</summary>
    /// <param name="model">Empty: none that there is.</param>
    /// <param name="code">As HTTP would have it.</param>
    public static Task AnswerAsync(HttpContext context, IProtocol protocol, string model, int code, string message) =>
        AnswerAsync(context, protocol, model, new Refusal(code, Reason(code), message));

    /// <summary>Says no, and counts it.</summary>
    public static Task AnswerAsync(HttpContext context, IProtocol protocol, string model, Refusal refusal)
    {
        (int code, string reason, string message) = refusal;
        Count(model, code, reason);
        AccessEntry.Of(context)?.Refused(model, code);
        return protocol.FailAsync(context, code, message, code is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? 1 : null);
    }

    /// <summary>The model is gone: its series with it.</summary>
    public static void Forget(string model)
    {
        Array.ForEach(Reasons, reason => Total.RemoveLabelled(model, reason));
        VersionMetrics.ForgetRefused(model);
    }

    private static string Reason(int code) => code switch
    {
        StatusCodes.Status404NotFound => "notFound",
        StatusCodes.Status408RequestTimeout => "slow",
        StatusCodes.Status413PayloadTooLarge => "body",
        StatusCodes.Status429TooManyRequests => "inFlight",
        StatusCodes.Status499ClientClosedRequest => "gone",
        StatusCodes.Status503ServiceUnavailable => "memory",
        _ => "badRequest",
    };
}
