namespace Gateway.ModelHost.Repository;

/// <summary>Reads the files that name an output's classes: a line for each, in their order.</summary>
internal static class ConfigLabels
{
    private const long Most = 16 << 20;

    /// <param name="folder">The model's: label files lie beside its configuration.</param>
    /// <exception cref="ConfigException">Every file that cannot be read.</exception>
    public static ModelConfig Read(ModelConfig config, string folder)
    {
        ConfigTensor[] labelled = [.. config.Outputs.Where(output => output.LabelFile.Length > 0)];
        string[] problems = [.. labelled.Select(output => Problem(output, folder)).OfType<string>()];
        return problems.Length > 0 ? throw new ConfigException(problems)
            : config with { Labels = labelled.ToDictionary(output => output.Name, output => (IReadOnlyList<string>)File.ReadAllLines(Path.Combine(folder, output.LabelFile))) };
    }

    private static string? Problem(ConfigTensor output, string folder)
    {
        FileInfo file = new(Path.GetFullPath(Path.Combine(folder, output.LabelFile)));
        string what = $"output \"{output.Name}\": label_filename \"{output.LabelFile}\"";
        return !file.FullName.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"{what} lies outside of the model's folder."
            : !file.Exists ? $"{what} is not there."
            : file.Length > Most ? $"{what} has {file.Length} bytes; {Most} are read at most."
            : null;
    }
}
