
namespace Gateway.Rollouts;

/// <summary>The control loop's.</summary>
internal sealed class RolloutsOptions
{
    public const string Section = "Rollouts";

    /// <summary>How long the control loop may be silent before it is begun anew. Default 30 s.</summary>
    public TimeSpan Watchdog { get; set; } = TimeSpan.FromSeconds(30);
}
