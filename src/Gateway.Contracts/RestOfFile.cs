using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Contracts;

/// <summary>A file from a byte on, as the content of a request.</summary>
internal sealed class RestOfFile : HttpContent
{
    private readonly string _file;
    private readonly long _start;
    private readonly long _length;
    private readonly Action _moving;
    private readonly Action _moved;

    /// <param name="moving">Told before each piece is written.</param>
    /// <param name="moved">Told when all of it is.</param>
    public RestOfFile(string file, long start, Action moving, Action moved)
    {
        (_file, _start, _length, _moving, _moved) = (file, start, new FileInfo(file).Length, moving, moved);
        Headers.ContentRange = new ContentRangeHeaderValue(start, _length - 1, _length);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length - _start;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using FileStream file = new(_file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        file.Position = _start;
        byte[] piece = new byte[1 << 14];
        while (await file.ReadAsync(piece, cancellationToken) is > 0 and int read)
        {
            _moving();
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }

        _moved();
    }
}
