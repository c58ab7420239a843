using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Gateway.Core.Models.Records;

/// <summary>A file of a bundle that is to be written.</summary>
/// <param name="Role">See <see cref="BundleRoles"/>.</param>
/// <param name="Name">Path in the model's folder; empty: it is none of the model's files.</param>
/// <param name="Digest"><c>sha256:…</c> of what <paramref name="Open"/> gives.</param>
/// <param name="Size">Bytes of that.</param>
public sealed record BundlePart(string Role, string Name, string Digest, long Size, Func<Stream> Open)
{
    public static BundlePart Of(string role, string name, byte[] bytes) => new(role, name, Sha256Digest.Prefix + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, () => new MemoryStream(bytes));

    internal JsonObject Descriptor(string mediaType)
    {
        JsonObject descriptor = new() { ["mediaType"] = mediaType, ["digest"] = Digest, ["size"] = Size };
        if (Name.Length > 0)
        {
            descriptor["annotations"] = new JsonObject { [BundleRoles.PathAnnotation] = Name };
        }

        return descriptor;
    }
}
