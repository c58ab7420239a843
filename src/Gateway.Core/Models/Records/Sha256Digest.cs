using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Models.Records;

/// <summary>The form of a digest: <c>sha256:</c> and 64 lower-case hexadecimal digits. Files are named by it, so nothing else may pass for one.</summary>
public static class Sha256Digest
{
    public const string Prefix = "sha256:";

    public static string Of(string text) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static bool IsOne([NotNullWhen(true)] string? text) =>
        text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal) && text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower);
}
