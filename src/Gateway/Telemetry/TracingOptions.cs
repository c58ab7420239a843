using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OpenTelemetry.Exporter;

namespace Gateway.Telemetry;

/// <summary>Where spans go. Headers and certificates are OpenTelemetry's own settings (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, …).</summary>
internal sealed class TracingOptions : IValidatableObject
{
    public const string Section = "Tracing";

    /// <summary>Of an OTLP receiver; none: there are no traces.</summary>
    [Description("Absolute http or https URL of an OTLP receiver, such as http://127.0.0.1:4317; default: there are no traces.")]
    public Uri? Endpoint { get; set; }

    [Description("grpc or httpProtobuf; default grpc.")]
    public OtlpExportProtocol Protocol { get; set; } = OtlpExportProtocol.Grpc;

    /// <summary>Share of the traces that begin here which are sent; one that a client began is sent when its client says so.</summary>
    [Range(0.0, 1.0), Description("Share of traces that begin here which are sent; default 1.")]
    public double Sample { get; set; } = 1;

    /// <returns>Over HTTP the address needs the signal's path, as OpenTelemetry leaves an address that it is given alone.</returns>
    public Uri Target() => Protocol == OtlpExportProtocol.HttpProtobuf && Endpoint!.AbsolutePath == "/" ? new Uri(Endpoint, "v1/traces") : Endpoint!;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("must be an absolute http or https URL", [nameof(Endpoint)]);
        }
        else if (Endpoint?.UserInfo.Length > 0)
        {
            yield return new ValidationResult("must hold no user and password", [nameof(Endpoint)]);
        }
    }
}
