using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Telemetry.Access;

/// <summary>A line per prediction, in files.</summary>
internal sealed class AccessLogOptions
{
    public const string Section = "AccessLog";

    /// <summary>Full ones get a number before the ending: access.jsonl, access_001.jsonl, …</summary>
    [Description("File of a JSON line per prediction; default: none is written.")]
    public string? File { get; set; }

    /// <summary>Bytes of one file. Default 100 MiB.</summary>
    [Range(1024, 1L << 40), Description("Bytes of a file; default 104857600, 100 MiB.")]
    public long MaxBytes { get; set; } = 100L << 20;

    /// <summary>The oldest beyond are deleted.</summary>
    [Range(1, 10_000), Description("Files that are kept; default 10.")]
    public int Keep { get; set; } = 10;
}
