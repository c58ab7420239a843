using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Models.Records;

/// <summary>Who stands for an artifact: ECDSA on P-256 with SHA-256 over the words "gateway artifact" and its digest. In a record as <c>signature</c>.</summary>
public static class ArtifactSignature
{
    public const string Member = "signature";

    /// <param name="digest"><c>sha256:…</c></param>
    /// <returns>64 bytes (r, s) in base64.</returns>
    public static string Sign(ECDsa key, string digest) => Convert.ToBase64String(key.SignData(Message(digest), HashAlgorithmName.SHA256));

    public static bool IsBy(ECDsa key, string digest, string signature)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(signature, bytes, out int length) && key.VerifyData(Message(digest), bytes[..length], HashAlgorithmName.SHA256);
    }

    /// <exception cref="CryptographicException">It is no key on P-256.</exception>
    /// <exception cref="ArgumentException">It is no PEM.</exception>
    public static ECDsa Key(string pem)
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.KeySize == 256 ? key : throw new CryptographicException($"a key of {key.KeySize} bits is not on P-256");
    }

    private static byte[] Message(string digest) => Encoding.UTF8.GetBytes($"gateway artifact {digest}");
}
