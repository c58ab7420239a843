using System.Text.Json.Nodes;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>What an artifact of several files is known by: the digest of the list of them, which lies beside them.</summary>
internal static class FileList
{
    public const string ModelFile = "model.onnx";

    /// <summary>Of the list's own file; no file of a bundle is named so.</summary>
    public const string Name = ".files.json";

    public static string Text(IEnumerable<BundleLayer> files) => CanonicalJson.Text(
        new JsonArray([.. files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => new JsonObject { ["path"] = file.Path, ["sha256"] = file.Digest })]));

    /// <returns>Path and digest of each file.</returns>
    public static IEnumerable<(string Path, string Digest)> Read(string text) =>
        JsonNode.Parse(text)!.AsArray().Select(file => ((string)file!["path"]!, (string)file["sha256"]!));
}
