using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api;

/// <summary>SHA-256 of a body on its way. Of a multipart body the boundary is left out: clients make a new one for every try.</summary>
internal sealed class BodyDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>With the two dashes before it; empty: no multipart body.</summary>
    private readonly byte[] _boundary;

    /// <summary>What may be the beginning of a boundary: shorter than one.</summary>
    private byte[] _held = [];

    public BodyDigest(string? contentType) => _boundary = Encoding.UTF8.GetBytes(
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type) && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary ? $"--{boundary}" : "");

    /// <summary>Digested so far, without boundaries.</summary>
    public long Bytes { get; private set; }

    public void Append(ReadOnlySpan<byte> part)
    {
        if (_boundary.Length == 0)
        {
            Take(part);
            return;
        }

        ReadOnlySpan<byte> rest = _held.Length == 0 ? part : (byte[])[.. _held, .. part];
        int at;
        while ((at = rest.IndexOf(_boundary)) >= 0)
        {
            Take(rest[..at]);
            rest = rest[(at + _boundary.Length)..];
        }

        int whole = Math.Max(0, rest.Length - (_boundary.Length - 1));
        Take(rest[..whole]);
        _held = rest[whole..].ToArray();
    }

    /// <returns>Hexadecimal. Nothing can be appended afterwards.</returns>
    public string Finish()
    {
        Take(_held);
        _held = [];
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Take(ReadOnlySpan<byte> part)
    {
        _hash.AppendData(part);
        Bytes += part.Length;
    }
}
