using System.Buffers;

namespace Gateway.Core.Inference;

/// <summary>Some clients write NaN and Infinity without quotes, which is no JSON: such a body is quoted and read again.</summary>
internal static class BareNonFinite
{
    private static readonly byte[][] Tokens = ["NaN"u8.ToArray(), "-Infinity"u8.ToArray(), "Infinity"u8.ToArray(), "-Inf"u8.ToArray(), "Inf"u8.ToArray()];

    /// <returns>The body with such words quoted; null when it has none outside of strings.</returns>
    public static byte[]? Quote(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("NaN"u8) < 0 && body.IndexOf("Inf"u8) < 0)
        {
            return null;
        }

        ArrayBufferWriter<byte> quoted = new(body.Length + 64);
        bool inString = false, any = false;
        for (int i = 0; i < body.Length; i++)
        {
            ReadOnlySpan<byte> left = body[i..];
            byte[]? token = inString ? null : TokenAt(left);
            if (token is not null)
            {
                quoted.Write("\""u8);
                quoted.Write(token);
                quoted.Write("\""u8);
                i += token.Length - 1;
                any = true;
                continue;
            }

            int length = inString && left[0] == '\\' && left.Length > 1 ? 2 : 1;
            inString ^= left[0] == '"';
            quoted.Write(left[..length]);
            i += length - 1;
        }

        return any ? quoted.WrittenSpan.ToArray() : null;
    }

    private static byte[]? TokenAt(ReadOnlySpan<byte> text)
    {
        foreach (byte[] token in Tokens)
        {
            if (text.StartsWith(token))
            {
                return token;
            }
        }

        return null;
    }
}
