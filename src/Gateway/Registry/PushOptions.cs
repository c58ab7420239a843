using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Registry;

internal sealed class PushOptions
{
    public const string Section = "Push";

    /// <summary>Bytes of a pushed artifact; more is 413. Default 4 GiB.</summary>
    [Range(1, long.MaxValue), Description("Bytes of a pushed artifact; default 4294967296, 4 GiB.")]
    public long MaxBytes { get; set; } = 4L << 30;
}
