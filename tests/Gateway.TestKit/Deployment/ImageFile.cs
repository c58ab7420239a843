using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.TestKit.Deployment;

/// <summary>The Dockerfile's instructions, each with the stage that it stands in.</summary>
public sealed partial class ImageFile
{
    private readonly Dictionary<string, string> _bases = [];

    private ImageFile(string text)
    {
        List<Instruction> instructions = [];
        string stage = "";
        foreach (string line in Continued().Replace(CommentLine().Replace(text, ""), " ").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts[0] == "FROM")
            {
                Match from = From().Match(parts[1]);
                stage = from.Groups["stage"].Value;
                _bases[stage] = from.Groups["base"].Value;
            }

            instructions.Add(new Instruction(stage, parts[0], parts[1]));
        }

        Instructions = instructions;
    }

    public static ImageFile Ours { get; } = new(File.ReadAllText(Path.Combine(Paths.Repository, "Dockerfile")));

    public IReadOnlyList<Instruction> Instructions { get; }

    public bool HasStage(string stage) => _bases.ContainsKey(stage);

    /// <returns>The stage's instructions of that kind after those of the stages it builds on.</returns>
    public IEnumerable<Instruction> Of(string stage, string keyword) =>
        (HasStage(_bases[stage]) ? Of(_bases[stage], keyword) : []).Concat(Instructions.Where(one => one.Stage == stage && one.Keyword == keyword));

    /// <returns>Variables of the built image.</returns>
    public IReadOnlyDictionary<string, string> Environment(string stage) =>
        Of(stage, "ENV").SelectMany(one => Pair().Matches(one.Arguments)).GroupBy(pair => pair.Groups[1].Value).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Groups[2].Value);

    /// <returns>What a container of the stage runs, with <paramref name="command"/> in place of CMD.</returns>
    public string[] CommandLine(string stage, IReadOnlyList<string>? command = null) =>
        [.. Words(stage, "ENTRYPOINT"), .. command is { Count: > 0 } ? command : Words(stage, "CMD")];

    /// <returns>The words of the health check.</returns>
    public string[] HealthCheck(string stage) => Read(Of(stage, "HEALTHCHECK").Last().Arguments.Split("CMD ", 2)[1]);

    private string[] Words(string stage, string keyword) => Of(stage, keyword).LastOrDefault() is { } last ? Read(last.Arguments) : [];

    private static string[] Read(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"\\\s*\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"(--platform=\S+\s+)?(?<base>\S+)\s+AS\s+(?<stage>\S+)")]
    private static partial Regex From();

    [GeneratedRegex(@"(\w+)=(""[^""]*""|\S+)")]
    private static partial Regex Pair();
}
