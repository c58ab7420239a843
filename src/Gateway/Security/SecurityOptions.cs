using System.ComponentModel;

namespace Gateway.Security;

/// <summary>Who must be known.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Null: as the address says.</summary>
    [Description("Whether every caller needs a key; the default is true beyond loopback, unless Gateway:AllowAnonymous is.")]
    public bool? RequireKeys { get; set; }
}
