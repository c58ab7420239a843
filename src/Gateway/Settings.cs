namespace Gateway;

/// <summary>Configuration from every source, checked whole before anything starts.</summary>
internal static class Settings
{
    /// <exception cref="StartupException">Every unknown name and every wrong value, a line each.</exception>
    public static void AddSettings(this WebApplicationBuilder builder, CommandLine commandLine)
    {
        builder.Configuration.AddInMemoryCollection(commandLine.Settings);
        Require([.. commandLine.Problems, .. Problems(builder.Configuration)]);
        builder.Services.AddOptions<GatewayOptions>()
            .BindConfiguration(GatewayOptions.Section)
            .PostConfigure(options => options.DataDirectory = Path.GetFullPath(options.DataDirectory));
        builder.Services.AddSingleton(TimeProvider.System);
    }

    /// <summary>A file that is no JSON would end the start before anything else could be said.</summary>
    /// <exception cref="StartupException">Every such file, and all that is wrong elsewhere.</exception>
    public static void RequireFiles(string folder, CommandLine commandLine)
    {
        string[] broken = [.. SettingFiles.Problems(folder)];
        if (broken.Length > 0)
        {
            using ConfigurationManager others = new();
            others.AddEnvironmentVariables().AddInMemoryCollection(commandLine.Settings);
            Require([.. broken, .. commandLine.Problems, .. Problems(others)]);
        }
    }

    private static void Require(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new StartupException(string.Join(Environment.NewLine, problems.Append("See --help."))) { ExitCode = 2 };
        }
    }

    /// <returns>A line for everything that is wrong; afterwards durations and lists are as the binder reads them.</returns>
    private static List<string> Problems(ConfigurationManager configuration)
    {
        List<string> problems = [.. SettingKeys.Unknown(configuration)];
        configuration.AddInMemoryCollection(Lists(configuration));
        configuration.AddInMemoryCollection(Durations(configuration, problems));
        problems.AddRange(SettingKeys.Sections.SelectMany(section => SettingCheck.Problems(configuration.GetSection(section.Name), section.Options)));
        return problems;
    }

    /// <summary>Turns durations such as <c>30s</c> into what the binder reads.</summary>
    private static Dictionary<string, string?> Durations(ConfigurationManager configuration, List<string> problems)
    {
        Dictionary<string, string?> durations = [];
        foreach (string key in SettingKeys.All.Values.Where(setting => setting.IsDuration).Select(setting => setting.Key))
        {
            if (configuration[key] is not { } text)
            {
                continue;
            }

            if (Contracts.Durations.TryParse(text, out TimeSpan duration))
            {
                durations[key] = duration.ToString("c", null);
            }
            else
            {
                problems.Add($"{key}: \"{text}\" is not a duration: {Contracts.Durations.Form}.");
                durations[key] = null; // told, and the default stands for it in what else is checked
            }
        }

        return durations;
    }

    /// <summary>A list in one value, parted by spaces, becomes what the binder reads: a key per entry.</summary>
    private static Dictionary<string, string?> Lists(ConfigurationManager configuration)
    {
        Dictionary<string, string?> entries = [];
        foreach (string key in SettingKeys.All.Values.Where(setting => setting.IsList).Select(setting => setting.Key))
        {
            string[] words = (configuration[key] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach ((int place, string word) in words.Index())
            {
                entries[$"{key}:{place}"] = word;
            }
        }

        return entries;
    }
}
