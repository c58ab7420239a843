using System.ComponentModel.DataAnnotations;

namespace Gateway;

/// <summary>What every feature may know of how this gateway was started.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Prediction REST. 0: any free port.</summary>
    [Range(0, 65535)]
    public int RestPort { get; set; } = 8000;

    /// <summary>Prediction gRPC. 0: any free port.</summary>
    [Range(0, 65535)]
    public int GrpcPort { get; set; } = 8001;

    /// <summary>Admin API, metrics, dashboard. 0: any free port.</summary>
    [Range(0, 65535)]
    public int AdminPort { get; set; } = 8002;

    /// <summary>State, artifacts, logs; one gateway owns it. Absolute after start.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Process hosts per version.</summary>
    [Range(1, 64)]
    public int HostCount { get; set; } = 1;

    /// <summary>An IP address; anything but loopback needs keys, or <see cref="AllowAnonymous"/>.</summary>
    [Required]
    public string BindAddress { get; set; } = "127.0.0.1";

    public bool AllowAnonymous { get; set; }

    /// <summary>From SIGTERM to exit. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
