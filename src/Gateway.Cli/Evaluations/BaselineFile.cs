using Gateway.Contracts;

namespace Gateway.Cli.Evaluations;

/// <summary>A baseline's bytes: a file here, or fetched from a gateway's registry.</summary>
internal sealed record BaselineFile(string Path, bool IsOurs) : IDisposable
{
    private const string Registry = "registry:";

    /// <param name="open">Called only where the gateway is needed.</param>
    /// <returns>Null without a baseline.</returns>
    public static async Task<BaselineFile?> FetchAsync(string? name, Func<GatewayClient> open, CancellationToken cancellationToken)
    {
        if (name is null || !name.StartsWith(Registry, StringComparison.Ordinal))
        {
            return name is null ? null : File.Exists(name) ? new BaselineFile(name, false) : throw new UsageException($"--baseline: there is no file {name}.");
        }

        string[] parts = name[Registry.Length..].Split('@', 2);
        GatewayClient client = open();
        string version = parts is [_, var asked] ? asked : (await client.ModelAsync(parts[0], cancellationToken)).Baseline ?? throw new UsageException($"--baseline: {parts[0]} has no baseline.");
        string file = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"gwctl-{Guid.NewGuid():N}.onnx");
        await client.DownloadAsync(parts[0], version, file, cancellationToken);
        return new BaselineFile(file, true);
    }

    public void Dispose()
    {
        if (IsOurs)
        {
            File.Delete(Path);
        }
    }
}
