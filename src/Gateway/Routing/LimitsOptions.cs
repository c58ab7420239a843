using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Routing;

/// <summary>What a request may cost.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Bytes of a prediction's body; more is 413. Default 64 MiB.</summary>
    [Range(1, long.MaxValue), Description("Bytes of a prediction's body; default 67108864, 64 MiB.")]
    public long MaxBody { get; set; } = 64L << 20;
}
