using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Security.Keys;

/// <summary>A key as its holder has it: <c>gwk_</c>, its id, and 256 random bits. Only its hash is kept.</summary>
internal static class KeyToken
{
    private const string Prefix = "gwk_";
    private const int IdDigits = 32;
    private const int Secret = 32;
    private const int Length = 80;

    public static string New(Guid id) => $"{Prefix}{id:N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Secret))}";

    public static bool IsOurs(ReadOnlySpan<char> token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>SHA-256, which is enough for what is random already.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    /// <param name="hash">32 bytes.</param>
    public static bool TryRead(ReadOnlySpan<char> token, out Guid id, Span<byte> hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        id = default;
        return token.Length == Length
            && Guid.TryParseExact(token.Slice(Prefix.Length, IdDigits), "N", out id)
            && Encoding.ASCII.TryGetBytes(token, ascii, out int length)
            && SHA256.TryHashData(ascii[..length], hash, out _);
    }
}
