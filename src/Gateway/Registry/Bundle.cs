using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>What <c>gwctl pack</c> makes: an OCI image layout in a tar, every file under the name of its own digest.</summary>
internal static class Bundle
{
    private const int MostText = 8 << 20;
    private const int MostEntries = 4096;
    private const int MagicAt = 257;

    public static bool IsOne(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> head = stackalloc byte[MagicAt + 5];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[MagicAt..].SequenceEqual("ustar"u8);
    }

    /// <param name="folder">Is made; holds the model's files afterwards, and nothing else.</param>
    /// <exception cref="RefusedException">It is none, or says one thing and holds another.</exception>
    public static async Task<BundleContent> UnpackAsync(string file, string folder, CancellationToken cancellationToken)
    {
        string blobs = Directory.CreateDirectory(Path.Combine(folder, ".blobs")).FullName;
        try
        {
            Dictionary<string, string> named = await ExtractAsync(file, blobs, cancellationToken);
            JsonNode index = Parse(named.GetValueOrDefault("index.json"), "index.json"), manifest = Parse(Blob(blobs, Digest(index["manifests"]?[0])), "the manifest");
            BundleLayer[] layers = [.. ((manifest["layers"] as JsonArray) ?? []).Select(BundleLayer.Of)];
            foreach (BundleLayer layer in layers.Where(layer => layer.Role is BundleRoles.Model or BundleRoles.Weights))
            {
                string target = Inside(folder, layer.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(Blob(blobs, layer.Digest), target);
            }

            BundleLayer model = layers.SingleOrDefault(layer => layer.Role == BundleRoles.Model) ?? throw Refused("has no layer, or several, of the role model");
            return new BundleContent(model, [.. layers.Where(layer => layer.Role == BundleRoles.Weights)], Text(blobs, layers, BundleRoles.Record), new VersionTrial(Text(blobs, layers, BundleRoles.Golden), Text(blobs, layers, BundleRoles.Gate)), layers);
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or InvalidOperationException or JsonException)
        {
            throw Refused($"is no whole bundle: {problem.Message}");
        }
        finally
        {
            Directory.Delete(blobs, recursive: true);
        }
    }

    public static RefusedException Refused(string message) => RefusedException.Invalid([new ProblemItem("model", $"as a bundle, {message}")]);

    private static async Task<Dictionary<string, string>> ExtractAsync(string file, string blobs, CancellationToken cancellationToken)
    {
        Dictionary<string, string> named = [];
        int entries = 0;
        await using FileStream stream = File.OpenRead(file);
        await using TarReader reader = new(stream);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (++entries > MostEntries)
            {
                throw Refused($"has more than {MostEntries} entries");
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue; // folders; links are not followed
            }

            string target = Path.Combine(blobs, Guid.NewGuid().ToString("N"));
            await using (FileStream to = File.Create(target))
            {
                await (entry.DataStream ?? Stream.Null).CopyToAsync(to, cancellationToken);
                to.Flush(flushToDisk: true); // before a row speaks of it
            }

            if (entry.Name.StartsWith("blobs/sha256/", StringComparison.Ordinal))
            {
                await using FileStream written = File.OpenRead(target);
                string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
                if (entry.Name != $"blobs/sha256/{hash}")
                {
                    throw Refused($"{entry.Name} has the digest {hash}");
                }

                File.Move(target, Path.Combine(blobs, hash), overwrite: true);
            }
            else
            {
                named[entry.Name] = target;
            }
        }

        return named;
    }

    private static string? Text(string blobs, BundleLayer[] layers, string role) =>
        layers.FirstOrDefault(layer => layer.Role == role) is { } layer ? Read(Blob(blobs, layer.Digest), layer.Path) : null;

    private static string Read(string file, string name) => new FileInfo(file).Length <= MostText ? File.ReadAllText(file) : throw Refused($"{name} has more than {MostText} bytes");

    private static JsonNode Parse(string? file, string name) =>
        (file is null ? null : JsonNode.Parse(Read(file, name))) ?? throw Refused($"{name} is missing");

    private static string Blob(string blobs, string digest)
    {
        string file = Path.Combine(blobs, digest["sha256:".Length..]);
        return File.Exists(file) ? file : throw Refused($"{digest} is named and not there");
    }

    private static string Digest(JsonNode? descriptor) =>
        (string?)descriptor?["digest"] is var digest && Sha256Digest.IsOne(digest) ? digest : throw Refused("a descriptor has no sha256 digest");

    private static string Inside(string folder, string path)
    {
        string full = Path.GetFullPath(Path.Combine(folder, path));
        return full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : throw Refused($"\"{path}\" lies outside");
    }
}

/// <param name="Layers">All of them, as the manifest has them.</param>
internal sealed record BundleContent(BundleLayer Model, IReadOnlyList<BundleLayer> Weights, string? Record, VersionTrial Trial, IReadOnlyList<BundleLayer> Layers);
