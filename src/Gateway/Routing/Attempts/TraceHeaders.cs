using System.Diagnostics;
using Gateway.Telemetry;

namespace Gateway.Routing.Attempts;

/// <summary>W3C trace context on the way to a host: the attempt's span where there is one, otherwise as the client sent it.</summary>
internal static class TraceHeaders
{
    private const string Parent = "traceparent", State = "tracestate", Baggage = "baggage";

    public static void Pass(IHeaderDictionary client, HttpRequestMessage request)
    {
        Set(request, Parent, client[Parent]);
        Set(request, State, client[State]);
        Set(request, Baggage, client[Baggage]);
        Own(request);
    }

    /// <summary>The same for a request that has the client's headers already.</summary>
    public static void Own(HttpRequestMessage request)
    {
        if (Activity.Current is { } span && ReferenceEquals(span.Source, Traces.Source))
        {
            Set(request, Parent, span.Id);
            Set(request, State, span.TraceStateString);
        }
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
