using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Repository;

/// <summary>A model whose files came with a load request: in a folder of their own for as long as loading takes.</summary>
internal sealed class GivenFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("modelhost-").FullName;

    /// <exception cref="RepositoryException">A file's name is not <c>VERSION/FILE</c>.</exception>
    public GivenFiles(string model, IReadOnlyDictionary<string, byte[]> files)
    {
        Folder = new ModelFolder(model, Path.Combine(_root, model));
        try
        {
            foreach ((string name, byte[] content) in files)
            {
                Write(name, content);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ModelFolder Folder { get; }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string name, byte[] content)
    {
        if (name.Split('/') is not [var version, var file] || !long.TryParse(version, out long number) || number < 1 || file is "" or "." or ".." || Path.GetFileName(file) != file)
        {
            throw new RepositoryException(RepositoryFault.Invalid, $"failed to load '{Folder.Name}', \"{name}\" is not VERSION/FILE");
        }

        Directory.CreateDirectory(Path.Combine(Folder.Path, version));
        File.WriteAllBytes(Path.Combine(Folder.Path, version, file), content);
    }
}
