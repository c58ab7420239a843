using System.CommandLine;
using System.Text.Json;
using Gateway.Contracts;
using Spectre.Console;

namespace Gateway.Cli.Output;

/// <summary>Tables for people, the API's own JSON for programs.</summary>
internal sealed class Printer(TextWriter output, TextWriter error)
{
    private const int PipedWidth = 4000;
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public Option<string> Format { get; } = MakeFormat();

    public TextWriter Output => output;

    public TextWriter Error => error;

    public bool IsJson(ParseResult result) => result.GetValue(Format) == "json";

    public void Show<T>(ParseResult result, T answer, string[] columns, IEnumerable<string?[]> rows)
    {
        if (IsJson(result))
        {
            output.WriteLine(JsonSerializer.Serialize(answer, Indented));
            return;
        }

        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column.ToUpperInvariant()) { NoWrap = true });
        }

        foreach (string?[] row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell ?? ""))]);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = Console.IsOutputRedirected || output != Console.Out ? PipedWidth : Console.WindowWidth;
        console.Write(table);
    }

    public void Line(string text) => output.WriteLine(text);

    private static Option<string> MakeFormat()
    {
        Option<string> format = new("--output", "-o") { Description = "table or json.", Recursive = true, DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }
}
