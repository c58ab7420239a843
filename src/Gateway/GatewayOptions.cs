using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Gateway;

/// <summary>What every feature may know of how this gateway was started.</summary>
internal sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>Prediction REST. 0: any free port.</summary>
    [Range(0, 65535), Description("Port of predictions over REST; default 8000; 0: any free one.")]
    public int RestPort { get; set; } = 8000;

    /// <summary>Prediction gRPC. 0: any free port.</summary>
    [Range(0, 65535), Description("Port of predictions over gRPC; default 8001; 0: any free one.")]
    public int GrpcPort { get; set; } = 8001;

    /// <summary>Admin API, metrics, dashboard. 0: any free port.</summary>
    [Range(0, 65535), Description("Port of the admin API, metrics and dashboard; default 8002; 0: any free one.")]
    public int AdminPort { get; set; } = 8002;

    /// <summary>State, artifacts, logs; one gateway owns it. Absolute after start.</summary>
    [Required, Description("Folder of state, artifacts and logs; default ./data.")]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Process hosts per version.</summary>
    [Range(1, 64), Description("Host processes per version; default 1.")]
    public int HostCount { get; set; } = 1;

    /// <summary>An IP address; anything but loopback needs keys, or <see cref="AllowAnonymous"/>.</summary>
    [Required, Description("IP address to listen on; default 127.0.0.1.")]
    public string BindAddress { get; set; } = "127.0.0.1";

    [Description("true: others may call without a key; default false.")]
    public bool AllowAnonymous { get; set; }

    /// <summary>From SIGTERM to exit. Default 30 s.</summary>
    [Description("From SIGTERM to exit at most; default 30s.")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(BindAddress, out _))
        {
            yield return new ValidationResult($"\"{BindAddress}\" is not an IP address", [nameof(BindAddress)]);
        }

        foreach (int port in ((int[])[RestPort, GrpcPort, AdminPort]).Where(port => port > 0).GroupBy(port => port).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            yield return new ValidationResult($"{port} is given to more than one of {nameof(RestPort)}, {nameof(GrpcPort)}, {nameof(AdminPort)}", [nameof(RestPort), nameof(GrpcPort), nameof(AdminPort)]);
        }
    }
}
