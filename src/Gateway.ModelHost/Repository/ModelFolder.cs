using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Repository;

/// <summary>One model in Triton's layout: <c>MODEL/config.pbtxt</c>, which may be absent, and <c>MODEL/VERSION/model.onnx</c>.</summary>
internal sealed record ModelFolder(string Name, string Path)
{
    public const string ConfigFile = "config.pbtxt";

    /// <returns>In the order of their names.</returns>
    public static IEnumerable<ModelFolder> All(string repository) => Directory.EnumerateDirectories(repository)
        .Select(path => new ModelFolder(System.IO.Path.GetFileName(path), System.IO.Path.GetFullPath(path)))
        .Where(folder => Core.Models.ModelName.IsValid(folder.Name))
        .OrderBy(folder => folder.Name, StringComparer.Ordinal);

    /// <param name="instead">A configuration in JSON in place of the folder's own.</param>
    /// <returns>What the policy chooses, in the order of their numbers; empty when the folder is gone. Where the configuration cannot be used each version says so.</returns>
    public IReadOnlyList<ModelFile> Versions(string? instead = null)
    {
        try
        {
            string? text = instead ?? (File.Exists(System.IO.Path.Combine(Path, ConfigFile)) ? File.ReadAllText(System.IO.Path.Combine(Path, ConfigFile)) : null);
            ModelConfig config = text is null ? ModelConfig.None : ConfigLabels.Read(ConfigMeaning.Of(instead is null ? ConfigText.Read(text) : ConfigJson.Read(text), Name), Path);
            return Files(config, string.Join('\n', config.Labels.Values.SelectMany(lines => lines).Prepend(text)), null);
        }
        catch (Exception problem) when (problem is ConfigException or IOException or UnauthorizedAccessException)
        {
            return Files(ModelConfig.None, problem.Message, new LoadException("config", (problem as ConfigException)?.Problems ?? [problem.Message]));
        }
    }

    private List<ModelFile> Files(ModelConfig config, string text, LoadException? problem)
    {
        Dictionary<long, FileInfo> there = !Directory.Exists(Path) ? [] : Directory.EnumerateDirectories(Path)
            .Where(version => long.TryParse(System.IO.Path.GetFileName(version), out long number) && number > 0)
            .Select(version => new FileInfo(System.IO.Path.Combine(version, config.FileName)))
            .Where(file => file.Exists)
            .ToDictionary(file => long.Parse(file.Directory!.Name, null));
        return
        [
            .. from number in config.Versions.Choose([.. there.Keys.Order()])
               let file = there[number]
               select new ModelFile(Name, file.Directory!.Name, file.FullName) { Stamp = $"{file.LastWriteTimeUtc.Ticks} {file.Length} {text}", Config = config, Problem = problem?.Message },
        ];
    }
}
