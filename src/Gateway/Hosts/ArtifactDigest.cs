using System.Security.Cryptography;
using Gateway.Registry;

namespace Gateway.Hosts;

/// <summary>A disk, or somebody, may have changed an artifact since it was pushed: it is read whole before each load.</summary>
internal static class ArtifactDigest
{
    /// <exception cref="HostDiedException">A file is another.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static async Task RequireAsync(VersionSource.Artifact artifact, string digest, CancellationToken cancellationToken)
    {
        if (!artifact.HasExternalData)
        {
            Require("its artifact", await OfAsync(artifact.ArtifactPath, cancellationToken), digest);
            return;
        }

        string folder = Path.GetDirectoryName(artifact.ArtifactPath)!;
        string list = Path.Combine(folder, FileList.Name);
        Require("the list of its files", await OfAsync(list, cancellationToken), digest);
        foreach ((string path, string pushed) in FileList.Read(await File.ReadAllTextAsync(list, cancellationToken)))
        {
            Require($"its file {path}", await OfAsync(Path.Combine(folder, path), cancellationToken), pushed);
        }
    }

    private static void Require(string what, string found, string digest)
    {
        if (found != digest)
        {
            throw new HostDiedException($"{what} is not what was pushed: {found} instead of {digest}");
        }
    }

    private static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
