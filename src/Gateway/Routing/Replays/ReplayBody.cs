using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.Telemetry;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Routing.Replays;

/// <summary>A request's body, kept in pooled memory so that it can be sent again; what is over the cap follows unbuffered and cannot.</summary>
internal sealed class ReplayBody : Stream
{
    /// <summary>Bytes that are read of a body in any case, before it is known how large it is.</summary>
    public const int Least = 16_384;

    private const int Most = 1 << 20;
    private const long MostInAll = 64L << 20;

    private static readonly ObjectPool<ReplayBody> Pool = new DefaultObjectPool<ReplayBody>(new DefaultPooledObjectPolicy<ReplayBody>(), 1024);
    private static long _inAll;

    private byte[] _kept = [];
    private int _length;
    private int _position;
    private Stream? _rest;

    /// <summary>The whole body is kept.</summary>
    public bool CanReplay => _rest is null;

    /// <summary>What is kept, from its start.</summary>
    public ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _length);

    /// <summary>Reads the body and puts itself in its place.</summary>
    /// <returns>Null when the body is too large, or too many are kept: it is left alone and counted.</returns>
    /// <exception cref="BadHttpRequestException">The client's body ended early or is too large.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReplayBody?> KeepAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        long size = request.ContentLength ?? Most;
        if (size > Most || Interlocked.Add(ref _inAll, size) > MostInAll)
        {
            Interlocked.Add(ref _inAll, size > Most ? 0 : -size);
            Dropped.ReplayBody.Inc();
            return null;
        }

        ReplayBody body = Pool.Get();
        body._kept = ArrayPool<byte>.Shared.Rent((int)Math.Max(size, 1));
        body.Reserved = size;
        try
        {
            await body.FillAsync(request, (int)size, cancellationToken);
        }
        catch
        {
            body.Free();
            throw;
        }

        request.Body = body;
        return body;
    }

    /// <summary>For a body whose size is not known before it is looked at.</summary>
    public static ReplayBody Begin(int size)
    {
        ReplayBody body = Pool.Get();
        body._kept = ArrayPool<byte>.Shared.Rent(size);
        return body;
    }

    /// <summary>Makes room for all of a body.</summary>
    /// <returns>False: it is too large, or too many are kept: there is room for its beginning.</returns>
    public bool TryGrow(long size)
    {
        bool fits = size <= Least || size <= Most && Interlocked.Add(ref _inAll, size) <= MostInAll;
        if (!fits)
        {
            Interlocked.Add(ref _inAll, size > Most ? 0 : -size);
            Dropped.ReplayBody.Inc();
        }

        Reserved = fits && size > Least ? size : 0;
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)(fits ? size : Least));
        Kept.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_kept);
        _kept = larger;
        return fits;
    }

    /// <returns>False: the body ended before.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(Stream from, int size, CancellationToken cancellationToken)
    {
        while (_length < size)
        {
            int read = await from.ReadAsync(_kept.AsMemory(_length, size - _length), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            _length += read;
        }

        return true;
    }

    /// <summary>What comes behind what is kept.</summary>
    public void FollowWith(Stream rest) => _rest = rest;

    private long Reserved { get; set; }

    public void Rewind() => _position = 0;

    /// <summary>Back to the pool; not to be read any more.</summary>
    public void Free()
    {
        ArrayPool<byte>.Shared.Return(_kept);
        Interlocked.Add(ref _inAll, -Reserved);
        (_kept, _length, _position, _rest, Reserved) = ([], 0, 0, null, 0);
        Pool.Return(this);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(buffer.Length, _length - _position);
        if (count == 0 && _rest is not null)
        {
            return _rest.ReadAsync(buffer, cancellationToken);
        }

        _kept.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync(HttpRequest request, int size, CancellationToken cancellationToken)
    {
        if (!await FillAsync(request.Body, size, cancellationToken))
        {
            return;
        }

        // A body without a length that fills the cap may go on; one with a length is complete.
        _rest = request.ContentLength is null ? request.Body : null;
    }
}
