using System.Buffers;
using System.Security.Cryptography;
using Gateway.Api;
using Gateway.Core.Models.Records;
using Microsoft.Extensions.Options;

namespace Gateway.Registry;

/// <summary>Artifacts by their own digest, under the data directory. A file appears whole or not at all.</summary>
internal sealed class ArtifactStore
{
    /// <summary>Share of the disk below which pushes are refused.</summary>
    public const double LeastFree = 0.10;
    private const string ModelFile = FileList.ModelFile;

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
        foreach (string left in Directory.EnumerateFileSystemEntries(_incoming)) // of a push that a crash cut off
        {
            Remove(left);
        }
    }

    /// <param name="digest"><c>sha256:</c> and 64 hexadecimal digits.</param>
    public string PathOf(string digest)
    {
        string hash = Sha256Digest.IsOne(digest) ? digest[Sha256Digest.Prefix.Length..] : throw new ArgumentException("not a digest", nameof(digest));
        string place = Path.Combine(_folder, hash[..2], hash);
        return Directory.Exists(place) ? Path.Combine(place, ModelFile) : place + ".onnx";
    }

    public bool Has(string digest) => Sha256Digest.IsOne(digest) && File.Exists(PathOf(digest));

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
        try
        {
            (string digest, long bytes) = await WriteAsync(content, file, cancellationToken);
            return await KeepAsync(file, digest, bytes, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Takes a file that is there already: a model, or a bundle that is unpacked.</summary>
    /// <exception cref="RefusedException">The bundle is none.</exception>
    public async Task<StoredArtifact> KeepAsync(string file, string digest, long bytes, CancellationToken cancellationToken)
    {
        if (!Bundle.IsOne(file))
        {
            return Kept(digest, bytes, () => Place(file, digest), [new BundleLayer(BundleRoles.Model, ModelFile, digest, bytes)]);
        }

        string folder = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            BundleContent content = await Bundle.UnpackAsync(file, folder, cancellationToken);
            BundleLayer[] parts = [content.Model, .. content.Weights];
            string model = Path.Combine(folder, content.Model.Path);
            string list = FileList.Text([content.Model with { Path = ModelFile }, .. content.Weights]);
            string whole = parts.Length == 1 ? content.Model.Digest : RecordText.Digest(list);
            return Kept(whole, parts.Sum(part => part.Size), () => parts.Length == 1 ? Place(model, whole) : PlaceFolder(folder, content.Model.Path, list), [content.Model, .. content.Layers.Where(layer => layer != content.Model && layer.Role != BundleRoles.Record)]) with
            {
                Record = content.Record,
                Trial = content.Trial,
                HasExternalData = parts.Length > 1,
            };
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>Held before the bytes are there: from now on nothing takes them away.</summary>
    private StoredArtifact Kept(string digest, long bytes, Func<string> place, IReadOnlyList<BundleLayer> files)
    {
        IDisposable hold = Hold(digest);
        try
        {
            return new StoredArtifact(digest, bytes, place(), files) { Hold = hold };
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Gone from its place at once, so that no half of a folder is taken for the artifact.</summary>
    private void Discard(string path)
    {
        string away = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        if (Directory.Exists(path))
        {
            Directory.Move(path, away);
        }
        else if (File.Exists(path))
        {
            File.Move(path, away);
        }

        Remove(away);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private string Place(string file, string digest)
    {
        string path = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
        return path;
    }

    private string PlaceFolder(string folder, string model, string list)
    {
        string hash = RecordText.Digest(list)["sha256:".Length..], place = Path.Combine(_folder, hash[..2], hash);
        if (model != ModelFile)
        {
            File.Move(Path.Combine(folder, model), Path.Combine(folder, ModelFile));
        }

        File.WriteAllText(Path.Combine(folder, FileList.Name), list);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        lock (_deleting)
        {
            if (!Directory.Exists(place)) // the same bundle may come twice at once
            {
                Directory.Move(folder, place);
            }
        }

        return Path.Combine(place, ModelFile);
    }

    /// <returns>Digests of what has been there for some time: nobody is still bringing it in.</returns>
    public IEnumerable<string> OlderThan(DateTimeOffset at) =>
        from place in Directory.EnumerateFileSystemEntries(_folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        where File.GetLastWriteTimeUtc(place) < at
        let digest = Sha256Digest.Prefix + Path.GetFileNameWithoutExtension(place)
        where Sha256Digest.IsOne(digest)
        select digest;

    /// <param name="isNeeded">Asked in the moment of the deletion, after the pushes that hold it.</param>
    public void DeleteUnless(string digest, Func<bool> isNeeded)
    {
        lock (_deleting)
        {
            if (!_held.ContainsKey(digest) && !isNeeded())
            {
                string path = PathOf(digest);
                Discard(Path.GetFileName(path) == ModelFile ? Path.GetDirectoryName(path)! : path);
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

    /// <exception cref="RefusedException">507: the disk is nearly full.</exception>
    public void RequireRoom()
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

/// <param name="Digest">Of the model's file; of the list of files where there are several.</param>
/// <param name="Path">Of the model's file.</param>
/// <param name="Files">The model's first, then all that came with it.</param>
internal sealed record StoredArtifact(string Digest, long Bytes, string Path, IReadOnlyList<BundleLayer> Files)
{
    /// <summary>Nobody deletes it before it is let go.</summary>
    public required IDisposable Hold { get; init; }

    /// <summary>Weights lie beside the model.</summary>
    public bool HasExternalData { get; init; }

    /// <summary>Of a bundle.</summary>
    public string? Record { get; init; }

    /// <summary>Of a bundle.</summary>
    public VersionTrial Trial { get; init; } = VersionTrial.None;
}
