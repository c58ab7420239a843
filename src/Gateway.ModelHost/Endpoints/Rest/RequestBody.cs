using System.Buffers;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A whole request body in pooled memory, never more of it than the limit.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int Alignment = 8; // of the widest datatype

    private readonly long _most;
    private readonly int _start;
    private byte[] _bytes;
    private int _end;

    private RequestBody(long most, int start, int room) => (_most, _start, _end, _bytes) = (most, start, start, ArrayPool<byte>.Shared.Rent(room));

    public ArraySegment<byte> Bytes => new(_bytes, _start, _end - _start);

    /// <param name="json">Bytes of JSON before the first binary tensor, which is laid so that it can be shown to the runtime in place.</param>
    /// <param name="most">Bytes, less than 2 GiB.</param>
    /// <exception cref="BadHttpRequestException">Ended early.</exception>
    /// <exception cref="RefusedException">Too large, or became so when it was decompressed.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int json, long most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            throw TooLarge(most);
        }

        bool known = request.ContentLength is > 0;
        int start = known ? Math.Max(0, -json & (Alignment - 1)) : 0;
        RequestBody body = new(most, start, known ? (int)request.ContentLength!.Value + start + 1 : (int)Math.Min(16_384, most));
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body.Room(), cancellationToken)) > 0)
            {
                body._end += read;
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
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>At the limit a byte more is read, to tell a body that ends there from one that goes on.</summary>
    private Memory<byte> Room()
    {
        long left = _most - (_end - _start);
        if (left <= 0)
        {
            return left == 0 ? new byte[1] : throw TooLarge(_most);
        }

        if (_end == _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_bytes.Length * 2L, _start + _most));
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_end, (int)Math.Min(left, _bytes.Length - _end));
    }

    private static RefusedException TooLarge(long most) => new(Fault.TooLarge, $"request body exceeds the maximum allowed input size of {most} bytes");
}
