using System.Security.Cryptography;

namespace Gateway.Hosts;

/// <summary>A disk, or somebody, may have changed an artifact since it was pushed: it is read whole before each load.</summary>
internal static class ArtifactDigest
{
    /// <exception cref="HostDiedException">The file is another.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task RequireAsync(string path, string digest, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
        string found = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (found != digest)
        {
            throw new HostDiedException($"its artifact is not what was pushed: {found} instead of {digest}");
        }
    }
}
