using System.Buffers;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A whole request body in pooled memory.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <exception cref="BadHttpRequestException">Too large, or ended early.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequestBody body = new() { _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? 16_384, 1 << 20)) };
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body.Room(), cancellationToken)) > 0)
            {
                body._length += read;
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private Memory<byte> Room()
    {
        if (_length == _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_length);
    }
}
