using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Core.Models.Onnx;
using Gateway.Core.Models.Records;

namespace Gateway.Cli.Bundles;

/// <summary>Writes an OCI image layout into a tar: the same files give the same bytes.</summary>
internal static class BundleWriter
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <param name="model">The .onnx file; the weights that it names come along.</param>
    /// <param name="files">Role → file.</param>
    /// <returns><c>sha256:…</c> of the manifest.</returns>
    public static async Task<string> WriteAsync(string target, string model, JsonObject record, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        List<Part> parts = [await Part.OfFileAsync(BundleRoles.Model, "model.onnx", model, cancellationToken)];
        foreach (string weights in Weights(model))
        {
            parts.Add(await Part.OfFileAsync(BundleRoles.Weights, weights, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, weights), cancellationToken));
        }

        foreach ((string role, string file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            parts.Add(await Part.OfFileAsync(role, Path.GetFileName(file), file, cancellationToken));
        }

        parts.Add(Part.OfText(BundleRoles.Record, "record.json", CanonicalJson.Bytes(record)));
        Part config = Part.OfText("", "", CanonicalJson.Bytes(new JsonObject { ["config"] = new JsonObject { ["format"] = "onnx" }, ["modelfs"] = new JsonObject { ["type"] = "layers", ["diffIds"] = new JsonArray([.. parts.Select(part => (JsonNode?)part.Digest)]) } }));
        Part manifest = Part.OfText("", "", CanonicalJson.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["artifactType"] = "application/vnd.cncf.model.manifest.v1+json",
            ["config"] = config.Descriptor("application/vnd.cncf.model.config.v1+json"),
            ["layers"] = new JsonArray([.. parts.Select(part => part.Descriptor(BundleRoles.MediaType(part.Role)))]),
        }));
        byte[] index = CanonicalJson.Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = new JsonArray(manifest.Descriptor(Manifest)) });
        await using FileStream output = File.Create(target);
        await using TarWriter tar = new(output, TarEntryFormat.Ustar);
        await AddAsync(tar, "index.json", new MemoryStream(index), cancellationToken);
        await AddAsync(tar, "oci-layout", new MemoryStream("""{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()), cancellationToken);
        foreach (Part part in parts.Append(config).Append(manifest).DistinctBy(part => part.Digest).OrderBy(part => part.Digest, StringComparer.Ordinal))
        {
            await using Stream content = part.Open();
            await AddAsync(tar, "blobs/sha256/" + part.Digest["sha256:".Length..], content, cancellationToken);
        }

        return manifest.Digest;
    }

    private static IReadOnlyList<string> Weights(string model)
    {
        using FileStream stream = File.OpenRead(model);
        IReadOnlyList<string> weights = OnnxFacts.Read(stream).ExternalData;
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        return weights.FirstOrDefault(file => Path.IsPathRooted(file) || file.Split('/').Contains("..") || !File.Exists(Path.Combine(folder, file))) is { } wrong
            ? throw new UsageException($"{model}: its weights \"{wrong}\" are not in its folder.")
            : weights;
    }

    private static async Task AddAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken) => await tar.WriteEntryAsync(
        new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead }, cancellationToken);

    private sealed record Part(string Role, string Name, string Digest, long Size, Func<Stream> Open)
    {
        public static Part OfText(string role, string name, byte[] bytes) => new(role, name, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, () => new MemoryStream(bytes));

        public static async Task<Part> OfFileAsync(string role, string name, string file, CancellationToken cancellationToken)
        {
            await using FileStream stream = File.OpenRead(file);
            return new Part(role, name, "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)), stream.Length, () => File.OpenRead(file));
        }

        public JsonObject Descriptor(string mediaType)
        {
            JsonObject descriptor = new() { ["mediaType"] = mediaType, ["digest"] = Digest, ["size"] = Size };
            if (Name.Length > 0)
            {
                descriptor["annotations"] = new JsonObject { [BundleRoles.PathAnnotation] = Name };
            }

            return descriptor;
        }
    }
}
