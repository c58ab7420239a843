using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Telemetry.Access;

/// <summary>A line per prediction, in files.</summary>
internal sealed class AccessLogOptions : IValidatableObject
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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (File is not null && Problem(File) is { } problem)
        {
            yield return new ValidationResult($"\"{File}\": {problem.TrimEnd('.')}", [nameof(File)]);
        }
    }

    private static string? Problem(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using FileStream log = new(file, FileMode.Append);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return problem.Message;
        }
    }
}
