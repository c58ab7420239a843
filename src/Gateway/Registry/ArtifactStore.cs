using System.Buffers;
using System.Security.Cryptography;
using Gateway.Api;
using Microsoft.Extensions.Options;

namespace Gateway.Registry;

/// <summary>Artifacts by their own digest, under the data directory. A file appears whole or not at all.</summary>
internal sealed class ArtifactStore
{
    /// <summary>Share of the disk below which pushes are refused.</summary>
    public const double LeastFree = 0.10;

    private readonly string _folder;
    private readonly string _incoming;
    private readonly long _maxBytes;
    private readonly Lock _deleting = new();
    private readonly Dictionary<string, int> _held = [];

    public ArtifactStore(IOptions<GatewayOptions> options, IOptions<PushOptions> push)
    {
        _folder = Path.Combine(options.Value.DataDirectory, "artifacts", "sha256");
        _incoming = Path.Combine(options.Value.DataDirectory, "artifacts", "incoming");
        _maxBytes = push.Value.MaxBytes;
        Directory.CreateDirectory(_folder);
        Directory.CreateDirectory(_incoming);
        foreach (string left in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(left); // of a push that a crash cut off
        }
    }

    /// <param name="digest"><c>sha256:</c> and 64 hexadecimal digits.</param>
    public string PathOf(string digest)
    {
        string hash = digest["sha256:".Length..];
        return Path.Combine(_folder, hash[..2], hash + ".onnx");
    }

    public bool Has(string digest) => digest.Length == 71 && digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Skip(7).All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(digest));

    /// <summary>Nobody deletes the artifact before it is let go: its row is on the way.</summary>
    public IDisposable Hold(string digest)
    {
        lock (_deleting)
        {
            _held[digest] = _held.GetValueOrDefault(digest) + 1;
        }

        return new Held(this, digest);
    }

    /// <returns>The artifact, held.</returns>
    /// <exception cref="RefusedException">413, or 507 when the disk is nearly full.</exception>
    public async Task<StoredArtifact> SaveAsync(Stream content, CancellationToken cancellationToken)
    {
        RequireRoom();
        string file = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        IDisposable? hold = null;
        try
        {
            (string digest, long bytes) = await WriteAsync(content, file, cancellationToken);
            string path = PathOf(digest);
            hold = Hold(digest); // before the bytes are there: from now on nothing takes them away
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(file, path, overwrite: true);
            return new StoredArtifact(digest, bytes, path, hold);
        }
        catch
        {
            hold?.Dispose();
            File.Delete(file);
            throw;
        }
    }

    /// <param name="isNeeded">Asked in the moment of the deletion, after the pushes that hold it.</param>
    public void DeleteUnless(string digest, Func<bool> isNeeded)
    {
        lock (_deleting)
        {
            if (!_held.ContainsKey(digest) && !isNeeded())
            {
                File.Delete(PathOf(digest));
            }
        }
    }

    private void Release(string digest)
    {
        lock (_deleting)
        {
            if (--_held[digest] == 0)
            {
                _held.Remove(digest);
            }
        }
    }

    private async Task<(string Digest, long Bytes)> WriteAsync(Stream content, string file, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            await using FileStream target = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            long bytes = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                bytes += read;
                if (bytes > _maxBytes)
                {
                    throw new RefusedException(413, "too-large", "The artifact is too large.", $"At most {_maxBytes} bytes are taken (Push:MaxBytes).");
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            target.Flush(flushToDisk: true);
            return ("sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes of the disk that it is on.</summary>
    public (long Free, long Total) Room => new DriveInfo(_folder) is var drive ? (drive.AvailableFreeSpace, drive.TotalSize) : default;

    private void RequireRoom()
    {
        (long free, long total) = Room;
        if (free < total * LeastFree)
        {
            throw new RefusedException(507, "disk-full", "The disk is nearly full.", $"{free} of {total} bytes are free; pushes need {LeastFree:P0}.");
        }
    }

    private sealed class Held(ArtifactStore store, string digest) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                store.Release(digest);
            }
        }
    }
}

internal sealed record StoredArtifact(string Digest, long Bytes, string Path, IDisposable Hold);
