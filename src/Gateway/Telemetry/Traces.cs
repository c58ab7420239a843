using System.Diagnostics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prometheus;

namespace Gateway.Telemetry;

/// <summary>Spans of predictions, sent over OTLP. Without an endpoint nobody listens, and nothing is made.</summary>
internal static class Traces
{
    public static readonly ActivitySource Source = new("Gateway");

    private static readonly Exemplar.LabelKey TraceId = Exemplar.Key("trace_id"), SpanId = Exemplar.Key("span_id");

    /// <returns>The trace that is under way, for a histogram; nothing where none is sampled.</returns>
    public static Exemplar ForHistogram() => Source.HasListeners() && Activity.Current is { Recorded: true } span
        ? Exemplar.From(TraceId.WithValue(span.TraceId.ToHexString()), SpanId.WithValue(span.SpanId.ToHexString()))
        : Exemplar.None;

    /// <param name="of">Which requests.</param>
    public static void AddTraces(this WebApplicationBuilder builder, Func<HttpContext, bool> of)
    {
        TracingOptions options = builder.Configuration.GetSection(TracingOptions.Section).Get<TracingOptions>() ?? new();
        if (options.Endpoint is null)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("gateway", serviceVersion: TelemetryServices.Version))
            .WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Sample)))
                .AddAspNetCoreInstrumentation(requests => requests.Filter = of)
                .AddSource(Source.Name)
                .AddOtlpExporter(otlp => (otlp.Endpoint, otlp.Protocol) = (options.Target(), options.Protocol)));
    }
}
