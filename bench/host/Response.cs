using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Serving;

/// <summary>Reads one HTTP/1.1 answer after the other from a connection; knows lengths and chunks and no more.</summary>
internal sealed class Response(Socket socket)
{
    private readonly byte[] _body = new byte[1 << 20];
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private int _length;

    public int Status { get; private set; }

    /// <summary>Until the next is read.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    /// <summary>Of the JSON before binary tensors; 0: all is JSON.</summary>
    public int HeaderLength { get; private set; }

    public async ValueTask ReadAsync()
    {
        int end = await FindAsync("\r\n\r\n"u8.ToArray());
        string head = "\n" + Encoding.ASCII.GetString(_buffer, _start, end - _start).ToLowerInvariant() + "\r";
        (Status, HeaderLength, _length, _start) = (Number(head, "http/1.1 ") ?? 0, Number(head, "inference-header-content-length: ") ?? 0, 0, end + 4);
        if (Number(head, "content-length: ") is { } known)
        {
            await TakeAsync(known);
            return;
        }

        while (await ChunkAsync() > 0)
        {
        }
    }

    private async ValueTask<int> ChunkAsync()
    {
        int end = await FindAsync("\r\n"u8.ToArray());
        if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, end - _start), out int size, out _, 'x'))
        {
            throw new IOException("No chunk.");
        }

        _start = end + 2;
        await TakeAsync(size);
        await NeedAsync(2);
        _start += 2;
        return size;
    }

    private async ValueTask TakeAsync(int count)
    {
        await NeedAsync(count);
        _buffer.AsSpan(_start, count).CopyTo(_body.AsSpan(_length));
        (_start, _length) = (_start + count, _length + count);
    }

    private async ValueTask<int> FindAsync(byte[] mark)
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf(mark);
            if (at >= 0)
            {
                return _start + at;
            }

            await MoreAsync();
        }
    }

    private async ValueTask NeedAsync(int count)
    {
        while (_end - _start < count)
        {
            await MoreAsync();
        }
    }

    private async ValueTask MoreAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None);
        _end += read > 0 ? read : throw new IOException("The connection was closed.");
    }

    private static int? Number(string head, string after)
    {
        int at = head.IndexOf("\n" + after, StringComparison.Ordinal) + 1 + after.Length;
        return at > after.Length ? int.Parse(head.AsSpan(at, head.AsSpan(at).IndexOfAny(' ', '\r')), CultureInfo.InvariantCulture) : null;
    }
}
