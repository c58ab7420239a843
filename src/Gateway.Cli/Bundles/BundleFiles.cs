using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Cli.Gates;
using Gateway.Core.Models.Onnx;
using Gateway.Core.Models.Records;

namespace Gateway.Cli.Bundles;

/// <summary>Packs files of this machine into a bundle.</summary>
internal static class BundleFiles
{
    /// <param name="model">The .onnx file; the weights that it names come along.</param>
    /// <param name="files">Role → file.</param>
    /// <returns><c>sha256:…</c> of the manifest.</returns>
    public static async Task<string> WriteAsync(string target, string model, JsonObject record, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        List<BundlePart> parts = [await PartAsync(BundleRoles.Model, "model.onnx", model, cancellationToken)];
        foreach (string weights in Weights(model))
        {
            parts.Add(await PartAsync(BundleRoles.Weights, weights, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, weights), cancellationToken));
        }

        foreach ((string role, string file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            parts.Add(role == BundleRoles.Gate ? BundlePart.Of(role, "gate.json", GateFile.Canonical(file)) : await PartAsync(role, Path.GetFileName(file), file, cancellationToken));
        }

        parts.Add(BundlePart.Of(BundleRoles.Record, "record.json", CanonicalJson.Bytes(record)));
        await using FileStream output = File.Create(target);
        return await BundleWriter.WriteAsync(output, parts, cancellationToken);
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

    private static async Task<BundlePart> PartAsync(string role, string name, string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(file);
        return new BundlePart(role, name, Sha256Digest.Prefix + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)), stream.Length, () => File.OpenRead(file));
    }
}
