namespace Gateway.Cli.Commands;

/// <summary>A folder for what is fetched, and gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gwctl-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
