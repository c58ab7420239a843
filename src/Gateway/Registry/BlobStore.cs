using System.Security.Cryptography;
using Gateway.Api;
using Microsoft.Extensions.Options;

namespace Gateway.Registry;

/// <summary>Uploads that may be cut off and go on: a file under the name of the digest that it will have.</summary>
internal sealed class BlobStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly UploadTurns _turns = new();

    public BlobStore(IOptions<GatewayOptions> options, IOptions<PushOptions> push, TimeProvider time)
    {
        (_folder, _maxBytes, _time) = (Path.Combine(options.Value.DataDirectory, "artifacts", "blobs"), push.Value.MaxBytes, time);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Of uploads that nobody went on with.</summary>
    public void Sweep()
    {
        foreach (string left in Directory.EnumerateFiles(_folder).Where(file => File.GetLastWriteTimeUtc(file) < _time.GetUtcNow() - Kept))
        {
            File.Delete(left);
        }
    }

    /// <returns>Bytes there, and whether that is all of them.</returns>
    public (long Bytes, bool Whole) Look(string hash) =>
        File.Exists(Whole(hash)) ? (new FileInfo(Whole(hash)).Length, true) : File.Exists(Part(hash)) ? (new FileInfo(Part(hash)).Length, false) : (0, false);

    public string Whole(string hash) => Path.Combine(_folder, hash);

    /// <param name="total">Of the whole blob.</param>
    /// <returns>As <see cref="Look"/>, afterwards; what came before a cut is kept.</returns>
    /// <exception cref="RefusedException">It begins behind the end of what is there, is too large, has another digest, or a newer one has gone on with it.</exception>
    public async Task<(long Bytes, bool Whole)> AppendAsync(string hash, long start, long total, Stream content, CancellationToken cancellationToken)
    {
        if (Look(hash) is { Whole: true } done)
        {
            return done;
        }

        if (total > _maxBytes)
        {
            throw new RefusedException(413, "too-large", "The artifact is too large.", $"At most {_maxBytes} bytes are taken (Push:MaxBytes).");
        }

        using UploadTurns.Turn turn = await _turns.TakeAsync(hash, cancellationToken);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Stopped);
        try
        {
            return await AppendAloneAsync(hash, start, total, content, either.Token);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusedException(409, "upload-taken-over", "A newer upload of the same bytes goes on.", hash);
        }
    }

    public void Delete(string hash) => File.Delete(Whole(hash));

    private async Task<(long Bytes, bool Whole)> AppendAloneAsync(string hash, long start, long total, Stream content, CancellationToken cancellationToken)
    {
        if (Look(hash) is { Whole: true } done)
        {
            return done; // by the one before
        }

        await using (FileStream part = new(Part(hash), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous))
        {
            if (start > part.Length)
            {
                throw new RefusedException(416, "wrong-range", "The upload goes on elsewhere.", $"{part.Length} bytes are there; the range begins at {start}.");
            }

            part.SetLength(start); // of what came before a cut the client may know less
            part.Position = start;
            await CopyAsync(content, part, total - start, cancellationToken);
            part.Flush(flushToDisk: true);
            if (part.Length < total)
            {
                return (part.Length, false);
            }

            part.Position = 0;
            string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(part, CancellationToken.None)); // all is here: two who bring the same bytes would else end each other's for ever
            if (found != hash)
            {
                File.Delete(Part(hash));
                throw new RefusedException(422, "wrong-digest", "The bytes are others than their name says.", $"They have the digest sha256:{found}.");
            }
        }

        File.Move(Part(hash), Whole(hash), overwrite: true);
        return (total, true);
    }

    private static async Task CopyAsync(Stream from, FileStream to, long most, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 17];
        int read;
        while (most > 0 && (read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most)), cancellationToken)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            most -= read;
        }
    }

    private string Part(string hash) => Path.Combine(_folder, hash + ".part");
}
