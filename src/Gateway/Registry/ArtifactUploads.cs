using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>Artifacts by a digest that a client names: in the store already, or uploaded in parts.</summary>
internal sealed class ArtifactUploads(ArtifactStore store, BlobStore blobs)
{
    /// <returns>Null: there is none.</returns>
    /// <exception cref="Api.RefusedException">It is a bundle, and not a whole one.</exception>
    public async Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        IDisposable hold = store.Hold(digest);
        if (store.Has(digest))
        {
            string path = store.PathOf(digest);
            return new StoredArtifact(digest, new FileInfo(path).Length, path, [new BundleLayer(BundleRoles.Model, "model.onnx", digest, new FileInfo(path).Length)]) { Hold = hold, HasExternalData = Path.GetFileName(path) == "model.onnx" };
        }

        hold.Dispose();
        string hash = Sha256Digest.IsOne(digest) ? digest[Sha256Digest.Prefix.Length..] : "";
        if (hash.Length == 0 || blobs.Look(hash) is not { Whole: true, Bytes: long size })
        {
            return null;
        }

        StoredArtifact kept = await store.KeepAsync(blobs.Whole(hash), digest, size, cancellationToken);
        blobs.Delete(hash);
        return kept;
    }
}
