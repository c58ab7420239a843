using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Routing;

/// <summary>The id of a prediction: the client's own, or a UUIDv7.</summary>
internal static class PredictionId
{
    public const string Header = "x-prediction-id";

    private static readonly SearchValues<char> Legal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    [ThreadStatic]
    private static Randomness? _randomness;

    public static string Of(IHeaderDictionary headers, TimeProvider time)
    {
        string? own = headers[Header];
        return own is { Length: >= 1 and <= 64 } && !own.AsSpan().ContainsAnyExcept(Legal) ? own : New(time.GetUtcNow());
    }

    /// <summary>As <see cref="Guid.CreateVersion7(DateTimeOffset)"/>, which asks the kernel each time.</summary>
    private static string New(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[16];
        (_randomness ??= new Randomness()).Take(id[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)(now.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(id[2..], (uint)now.ToUnixTimeMilliseconds());
        id[6] = (byte)(0x70 | id[6] & 0x0F);
        id[8] = (byte)(0x80 | id[8] & 0x3F);
        return new Guid(id, bigEndian: true).ToString();
    }

    /// <summary>A thread's random bytes, fetched a page at a time.</summary>
    private sealed class Randomness
    {
        private readonly byte[] _bytes = new byte[4096];
        private int _used = int.MaxValue;

        public void Take(Span<byte> wanted)
        {
            if (_used > _bytes.Length - wanted.Length)
            {
                RandomNumberGenerator.Fill(_bytes);
                _used = 0;
            }

            _bytes.AsSpan(_used, wanted.Length).CopyTo(wanted);
            _used += wanted.Length;
        }
    }
}
