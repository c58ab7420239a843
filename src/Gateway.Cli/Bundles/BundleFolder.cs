using System.Formats.Tar;
using System.Text.Json.Nodes;
using Gateway.Core.Models.Records;

namespace Gateway.Cli.Bundles;

/// <summary>A model and what belongs to it, as files: of a bundle in a folder that goes away again, or where they are.</summary>
/// <param name="Files">Role → file.</param>
internal sealed record BundleFolder(string Model, IReadOnlyDictionary<string, string> Files, string? Temporary) : IDisposable
{
    /// <exception cref="UsageException">It is no bundle.</exception>
    public static BundleFolder Open(string tar)
    {
        string folder = Directory.CreateTempSubdirectory("gwctl-").FullName;
        try
        {
            TarFile.ExtractToDirectory(tar, folder, overwriteFiles: false);
            JsonNode manifest = Blob(folder, JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "index.json")))!["manifests"]![0]!);
            Dictionary<string, string> files = [];
            string contents = Directory.CreateDirectory(Path.Combine(folder, "contents")).FullName;
            foreach (JsonNode? layer in manifest["layers"]!.AsArray())
            {
                string target = Path.GetFullPath(Path.Combine(contents, (string)layer!["annotations"]![BundleRoles.PathAnnotation]!));
                if (!target.StartsWith(contents + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new UsageException($"{tar}: a file of it lies outside.");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(PathOf(folder, layer), target);
                files[BundleRoles.Role((string)layer["mediaType"]!)] = target;
            }

            return new BundleFolder(files[BundleRoles.Model], files, folder);
        }
        catch (Exception problem) when (problem is not UsageException)
        {
            Directory.Delete(folder, recursive: true);
            throw new UsageException($"{tar} is no bundle: {problem.Message}");
        }
    }

    public void Dispose()
    {
        if (Temporary is not null)
        {
            Directory.Delete(Temporary, recursive: true);
        }
    }

    private static JsonNode Blob(string folder, JsonNode descriptor) => JsonNode.Parse(File.ReadAllText(PathOf(folder, descriptor)))!;

    private static string PathOf(string folder, JsonNode descriptor) => Path.Combine(folder, "blobs", "sha256", ((string)descriptor["digest"]!)["sha256:".Length..]);
}
