using System.Text.Json.Nodes;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>One file of a bundle.</summary>
/// <param name="Path">Relative to the model's folder.</param>
/// <param name="Digest"><c>sha256:…</c></param>
internal sealed record BundleLayer(string Role, string Path, string Digest, long Size)
{
    public static BundleLayer Of(JsonNode? layer) => new(
        BundleRoles.Role((string?)layer?["mediaType"] ?? ""),
        (string?)layer?["annotations"]?[BundleRoles.PathAnnotation] ?? throw Bundle.Refused("a layer has no path"),
        (string?)layer!["digest"] is var digest && Sha256Digest.IsOne(digest) ? digest : throw Bundle.Refused("a layer has no sha256 digest"),
        (long?)layer["size"] ?? 0);
}
