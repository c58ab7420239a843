using System.ComponentModel.DataAnnotations;

namespace Gateway;

/// <summary>Configuration from every source, checked whole before anything starts.</summary>
internal static class Settings
{
    /// <exception cref="StartupException">Every unknown name and every wrong value, a line each.</exception>
    public static void AddSettings(this WebApplicationBuilder builder, CommandLine commandLine)
    {
        builder.Configuration.AddInMemoryCollection(commandLine.Settings);
        List<string> problems = [.. SettingKeys.Unknown(builder.Configuration)];
        builder.Configuration.AddInMemoryCollection(Lists(builder.Configuration));
        builder.Configuration.AddInMemoryCollection(Durations(builder.Configuration, problems));
        if (problems.Count == 0)
        {
            problems.AddRange(SettingKeys.Sections.SelectMany(section => Check(builder.Configuration.GetSection(section.Name), section.Options)));
        }

        if (problems.Count > 0)
        {
            throw new StartupException(string.Join(Environment.NewLine, problems)) { ExitCode = 2 };
        }

        builder.Services.AddOptions<GatewayOptions>()
            .BindConfiguration(GatewayOptions.Section)
            .PostConfigure(options => options.DataDirectory = Path.GetFullPath(options.DataDirectory));
        builder.Services.AddSingleton(TimeProvider.System);
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

    private static IEnumerable<string> Check(IConfigurationSection section, Type type)
    {
        object options;
        try
        {
            options = section.Get(type) ?? Activator.CreateInstance(type)!;
        }
        catch (InvalidOperationException problem)
        {
            return [problem.Message];
        }

        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => $"{section.Key}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}");
    }
}
