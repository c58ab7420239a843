using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

internal sealed class PushOptions : IValidatableObject
{
    public const string Section = "Push";

    /// <summary>Bytes of a pushed artifact; more is 413. Default 4 GiB.</summary>
    [Range(1, long.MaxValue), Description("Bytes of a pushed artifact; default 4294967296, 4 GiB.")]
    public long MaxBytes { get; set; } = 4L << 30;

    [Description("true: an artifact is taken only with a signature by one of Push:PublicKeys; default false.")]
    public bool RequireSignature { get; set; }

    /// <summary>ECDSA on P-256.</summary>
    [Description("Files of the public keys whose signatures are trusted, PEM, parted by spaces.")]
    public string[] PublicKeys { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RequireSignature && PublicKeys.Length == 0)
        {
            yield return new ValidationResult("nobody's signature is trusted", [nameof(PublicKeys)]);
        }

        foreach ((int place, string file) in PublicKeys.Index())
        {
            if (Problem(file) is { } problem)
            {
                yield return new ValidationResult($"\"{file}\": {problem.TrimEnd('.')}", [$"{nameof(PublicKeys)}:{place}"]);
            }
        }
    }

    private static string? Problem(string file)
    {
        try
        {
            using ECDsa key = ArtifactSignature.Key(File.ReadAllText(file));
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return problem.Message;
        }
    }
}
