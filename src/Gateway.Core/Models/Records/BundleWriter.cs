using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Gateway.Core.Models.Records;

/// <summary>Writes an OCI image layout as a tar: the same files give the same bytes.</summary>
public static class BundleWriter
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <returns><c>sha256:…</c> of the manifest.</returns>
    public static async Task<string> WriteAsync(Stream output, IReadOnlyList<BundlePart> parts, CancellationToken cancellationToken)
    {
        BundlePart config = BundlePart.Of("", "", CanonicalJson.Bytes(new JsonObject { ["config"] = new JsonObject { ["format"] = "onnx" }, ["modelfs"] = new JsonObject { ["type"] = "layers", ["diffIds"] = new JsonArray([.. parts.Select(part => (JsonNode?)part.Digest)]) } }));
        BundlePart manifest = BundlePart.Of("", "", CanonicalJson.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["artifactType"] = "application/vnd.cncf.model.manifest.v1+json",
            ["config"] = config.Descriptor("application/vnd.cncf.model.config.v1+json"),
            ["layers"] = new JsonArray([.. parts.Select(part => part.Descriptor(BundleRoles.MediaType(part.Role)))]),
        }));
        byte[] index = CanonicalJson.Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = new JsonArray(manifest.Descriptor(Manifest)) });
        await using TarWriter tar = new(output, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync(tar, "index.json", new MemoryStream(index), cancellationToken);
        await AddAsync(tar, "oci-layout", new MemoryStream("""{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()), cancellationToken);
        foreach (BundlePart part in parts.Append(config).Append(manifest).DistinctBy(part => part.Digest).OrderBy(part => part.Digest, StringComparer.Ordinal))
        {
            await using Stream content = part.Open();
            await AddAsync(tar, "blobs/sha256/" + part.Digest[Sha256Digest.Prefix.Length..], content, cancellationToken);
        }

        return manifest.Digest;
    }

    private static async Task AddAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken) => await tar.WriteEntryAsync(
        new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead }, cancellationToken);
}
