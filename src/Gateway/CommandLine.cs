using System.CommandLine;
using Gateway.Core.Names;

namespace Gateway;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Demo">Register the sample models and run the demonstration.</param>
/// <param name="Exit">End when the demonstration ends, with its exit code.</param>
/// <param name="DemoSamples">The folder of the sample models; null: the one beside the gateway.</param>
/// <param name="Takeover">Take the place of the gateway that runs on the data directory, with its listening sockets.</param>
/// <param name="Settings">Pairs for the configuration, <c>Section:Name</c> → value.</param>
internal sealed record CommandLine(bool Demo, bool Exit, string? DemoSamples, bool Takeover, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>Every setting is an option of its own, so that an unknown one is refused and none takes the next word as its value.</summary>
    /// <returns>Null and an exit code when there is nothing to run: help or version, which was printed.</returns>
    public static CommandLine? Parse(string[] args, out int exitCode)
    {
        Option<bool> demo = new("--demo") { Description = "Register the sample model's versions, send real rows, and let the gateway promote and roll back." };
        Option<bool> exit = new("--exit") { Description = "With --demo: end with exit code 0 only if all ended as it should." };
        Option<string?> samples = new("--demo-samples") { Description = "With --demo: the folder with v1.onnx to v4.onnx and heldout.csv." };
        Option<bool> takeover = new("--takeover") { Description = "Take the place of the gateway that runs on the data directory: no connection is refused, its hosts go on." };
        Dictionary<string, Option<string?>> settings = SettingKeys.All.Keys.ToDictionary(
            key => key, key => new Option<string?>("--" + key) { Description = SettingKeys.All[key].Description });
        RootCommand root = new("A gateway that serves models, splits traffic between versions, and promotes or rolls back by itself.");
        foreach (Option option in settings.Values.Prepend<Option>(takeover).Prepend(samples).Prepend(exit).Prepend(demo))
        {
            root.Options.Add(option);
        }

        bool run = false;
        root.SetAction(_ => { run = true; });
        Dictionary<string, string?> entries = args.Select(Entry).OfType<KeyValuePair<string, string?>>().ToDictionary(StringComparer.OrdinalIgnoreCase);
        ParseResult result = root.Parse([.. args.Where(word => Entry(word) is null).SelectMany(Split)]);
        string[] problems = [.. OptionProblems.Of(result.Errors.Select(error => error.Message), result.UnmatchedTokens, root.Options.Select(option => option.Name))];
        exitCode = problems.Length == 0 ? result.Invoke() : 0;
        return problems.Length == 0 && !run ? null : new CommandLine(
            result.GetValue(demo),
            result.GetValue(exit),
            result.GetValue(samples),
            result.GetValue(takeover),
            ForDemo(result.GetValue(demo), settings.Where(setting => result.GetResult(setting.Value) is not null)
                .Select(setting => KeyValuePair.Create(setting.Key, result.GetValue(setting.Value))).Concat(entries).ToDictionary()))
        {
            Problems = problems,
        };
    }

    /// <summary>What it could make nothing of; told with all that is wrong in the settings.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Of a demonstration that was given none; removed afterwards.</summary>
    public static string DemoDirectory { get; } = Path.Combine(Path.GetTempPath(), $"gateway-demo-{Environment.ProcessId}");

    /// <summary>A demonstration has a data directory of its own unless it was given one, and leaves no host behind.</summary>
    private static Dictionary<string, string?> ForDemo(bool demo, Dictionary<string, string?> settings)
    {
        if (demo)
        {
            settings.TryAdd("Gateway:DataDirectory", DemoDirectory);
            settings.TryAdd("Hosts:Linger", "0s");
        }

        return settings;
    }

    /// <summary>One entry of a list: <c>--Notifications:Webhooks:0=URL</c>.</summary>
    private static KeyValuePair<string, string?>? Entry(string word) =>
        word.Split('=', 2) is [['-', '-', .. var key], var value] && key.LastIndexOf(':') is > 0 and var colon && int.TryParse(key.AsSpan(colon + 1), out _)
        && SettingKeys.All.TryGetValue(key[..colon], out SettingKeys.Setting? setting) && setting.IsList
            ? KeyValuePair.Create(key, (string?)value)
            : null;

    /// <summary>System.CommandLine would end an option's name at its first colon.</summary>
    private static string[] Split(string word) =>
        word.Split('=', 2) is [['-', '-', .. var key], _] parts && SettingKeys.All.ContainsKey(key) ? parts : [word];
}
