using Gateway.Core.Inference;
using Gateway.Routing.Replays;

namespace Gateway.Routing.Grpc;

/// <summary>The messages of a call as the host gets them: each may have bytes behind it that give it the host's names, and then its frame says so.</summary>
/// <param name="body">The call's body, from its start.</param>
/// <param name="many">A stream; else only the first message is passed on.</param>
/// <param name="stopping">A stream ends between two messages when the gateway does, so that what was asked is still answered.</param>
internal sealed class FramedBody(ReplayBody body, bool many, CancellationToken stopping) : Stream
{
    private readonly byte[] _frame = new byte[GrpcFrame.Size];
    private ReadOnlyMemory<byte> _suffix;
    private ReadOnlyMemory<byte> _pending;
    private long _left;
    private Stage _stage;

    private enum Stage
    {
        Frame,
        Message,
        Ended,
    }

    /// <summary>For a host: from the start of the body.</summary>
    public void Begin(ReadOnlyMemory<byte> suffix) => (_suffix, _pending, _left, _stage) = (suffix, default, 0, Stage.Frame);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty) // the proxy reads nothing first, to wait without memory of its own
        {
            if (!_pending.IsEmpty)
            {
                return TakePending(buffer);
            }

            switch (_stage)
            {
                case Stage.Ended:
                    return 0;
                case Stage.Message when _left > 0:
                    int read = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
                    _left -= read > 0 ? read : throw Cut();
                    return read;
                case Stage.Message:
                    (_pending, _stage) = (_suffix, many ? Stage.Frame : Stage.Ended);
                    break;
                default:
                    await NextAsync(cancellationToken);
                    break;
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        if (!await ReadFrameAsync(cancellationToken))
        {
            _stage = Stage.Ended;
            return;
        }

        GrpcFrame frame = GrpcFrame.Read(_frame);
        if (frame.Compressed && !_suffix.IsEmpty)
        {
            throw new BadHttpRequestException("A compressed message cannot be given the host's names.");
        }

        (frame with { Length = frame.Length + (uint)_suffix.Length }).Write(_frame);
        (_left, _pending, _stage) = (frame.Length, _frame, Stage.Message);
    }

    /// <returns>False: there are no more messages.</returns>
    private async ValueTask<bool> ReadFrameAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource? either = many ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping) : null;
        int have = 0;
        try
        {
            while (have < _frame.Length)
            {
                int read = await body.ReadAsync(_frame.AsMemory(have), either?.Token ?? cancellationToken);
                if (read == 0)
                {
                    return have == 0 ? false : throw Cut();
                }

                have += read;
            }

            return true;
        }
        catch (OperationCanceledException) when (many && stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private int TakePending(Memory<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _pending.Length);
        _pending[..count].CopyTo(buffer);
        _pending = _pending[count..];
        return count;
    }

    private static BadHttpRequestException Cut() => new("The call's body ends within a message.");
}
