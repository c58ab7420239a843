using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Cli.Records;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl metrics diff REV</c>: what changed in the figures since a revision, in DVC's own form.</summary>
internal static class MetricsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> revision = new("revision") { Description = "Such as main or HEAD~1." };
        Option<string[]> files = new("--file") { Description = "Files of figures; default: metrics.json.", DefaultValueFactory = _ => ["metrics.json"] };
        Option<bool> markdown = new("--md") { Description = "A table in Markdown." };
        Option<decimal?> absolute = new("--atol") { Description = "A larger change is refused with exit code 1." };
        Option<decimal?> relative = new("--rtol") { Description = "As a share of the old value, beside --atol." };
        Command diff = CommandContext.Offline("diff", "Figures here against those of a revision.", [revision, files, markdown, absolute, relative], (result, _) =>
        {
            string name = result.GetValue(revision)!;
            MetricDifference[] rows = [.. result.GetValue(files)!.SelectMany(file => MetricDifference.Of(name, file))];
            if (result.GetValue(markdown))
            {
                context.Printer.Output.Write(MetricDifference.Markdown(rows, name));
            }
            else
            {
                context.Show(result, MetricDifference.Json(rows), ["path", "metric", name, "workspace", "change"], rows.Where(row => row.Changed).Select(row => row.Cells));
            }

            (decimal atol, decimal rtol) = (result.GetValue(absolute) ?? 0, result.GetValue(relative) ?? 0);
            bool asked = result.GetValue(absolute) is not null || result.GetValue(relative) is not null;
            return Task.FromResult(asked && rows.Any(row => !row.Within(atol, rtol)) ? Exit.No : Exit.Done);
        });
        return new Command("metrics", "Figures of training scripts.") { Subcommands = { diff } };
    }
}

/// <param name="Old">Null: not there.</param>
internal sealed record MetricDifference(string File, string Metric, decimal? Old, decimal? New)
{
    private const int Digits = 6;

    public bool Changed => Old != New;

    public string?[] Cells => [File, Metric, Text(Old), Text(New), Text(New - Old)];

    public bool Within(decimal absolute, decimal relative) => Old is { } old && New is { } now && Math.Abs(now - old) <= absolute + relative * Math.Abs(old);

    /// <exception cref="UsageException">There is no such revision, and no such file.</exception>
    public static IEnumerable<MetricDifference> Of(string revision, string file)
    {
        if (GitSource.Run(".", "rev-parse", "--verify", "-q", revision + "^{commit}") is null)
        {
            throw new UsageException($"There is no revision {revision}.");
        }

        string? before = GitSource.Run(".", "show", $"{revision}:./{file}");
        string? now = System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file) : null;
        if (before is null && now is null)
        {
            throw new UsageException($"There is no {file}, neither here nor in {revision}.");
        }

        Dictionary<string, decimal?> old = Figures(before, file), fresh = Figures(now, file);
        return old.Keys.Union(fresh.Keys).Order(StringComparer.Ordinal).Select(name => new MetricDifference(file, name, old.GetValueOrDefault(name), fresh.GetValueOrDefault(name)));
    }

    public static JsonObject Json(IEnumerable<MetricDifference> rows) => new(rows.Where(row => row.Changed).GroupBy(row => row.File).Select(file => KeyValuePair.Create(file.Key, (JsonNode?)new JsonObject(file.Select(row => KeyValuePair.Create(row.Metric, (JsonNode?)row.Json()))))));

    public static string Markdown(IEnumerable<MetricDifference> rows, string revision)
    {
        string?[][] table = [["Path", "Metric", revision, "workspace", "Change"], .. rows.Where(row => row.Changed).Select(row => row.Cells)];
        int[] widths = [.. Enumerable.Range(0, 5).Select(column => table.Max(row => row[column]!.Length))];
        string[] lines = [.. table.Select(row => $"| {string.Join(" | ", row.Select((cell, column) => cell!.PadRight(widths[column])))} |")];
        string rule = $"|{string.Join('|', widths.Select(width => new string('-', width + 2)))}|";
        return string.Join('\n', [lines[0], rule, .. lines[1..], ""]);
    }

    private static Dictionary<string, decimal?> Figures(string? text, string file) => text is null ? [] : MetricsFile.Flat(YamlText.Parse(text, file), "")
        .ToDictionary(figure => figure.Name, figure => decimal.TryParse(figure.Value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : (decimal?)null);

    private static string Text(decimal? value) => value is { } number ? Math.Round(number, Digits).ToString("0.######", CultureInfo.InvariantCulture) : "-";

    private JsonObject Json()
    {
        JsonObject json = new() { ["old"] = Old, ["new"] = New };
        if (Old is not null && New is not null)
        {
            json["diff"] = New - Old;
        }

        return json;
    }
}
