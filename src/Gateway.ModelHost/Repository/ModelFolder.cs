namespace Gateway.ModelHost.Repository;

/// <summary>One model in Triton's layout: <c>MODEL/VERSION/model.onnx</c>; every version that is there is served.</summary>
internal sealed record ModelFolder(string Name, string Path)
{
    private const string FileName = "model.onnx";

    /// <returns>Names of folders, in order.</returns>
    public static IEnumerable<ModelFolder> All(string repository) => Directory.EnumerateDirectories(repository)
        .Select(path => new ModelFolder(System.IO.Path.GetFileName(path), System.IO.Path.GetFullPath(path)))
        .Where(folder => Core.Models.ModelName.IsValid(folder.Name))
        .OrderBy(folder => folder.Name, StringComparer.Ordinal);

    /// <returns>In the order of their numbers; empty when the folder is gone.</returns>
    public IReadOnlyList<ModelFile> Versions() => !Directory.Exists(Path) ? [] :
    [
        .. from version in Directory.EnumerateDirectories(Path)
           let name = System.IO.Path.GetFileName(version)
           let file = new FileInfo(System.IO.Path.Combine(version, FileName))
           where long.TryParse(name, out long number) && number > 0 && file.Exists
           orderby long.Parse(name, null)
           select new ModelFile(Name, name, file.FullName) { Stamp = $"{file.LastWriteTimeUtc.Ticks} {file.Length}" },
    ];
}
