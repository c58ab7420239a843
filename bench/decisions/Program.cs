using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Decisions;
using Gateway.Decisions.Report;
using Gateway.Decisions.Situations;

bool quick = args.Contains("--quick");
if (args.Except(["--quick"]).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is not known here. Known is --quick: few seeds, within a minute, nothing written.");
    return 2;
}

Stopwatch clock = Stopwatch.StartNew();
Bench bench = new(quick ? 0.02 : 1);
Vector[] vectors = [.. Vectors.All(new Bench(1)).Select(vector => Said(vector, $"{(vector.Holds ? "holds" : "DIFFERS")}  {vector.What}: {vector.Got}, expected {vector.Expected}"))];
if (vectors.Any(vector => !vector.Holds))
{
    Console.Error.WriteLine("A peer's rule is not the peer's rule: nothing is compared.");
    return 1;
}

Row[] rows = [.. new Reach(bench).Rows().Select(row => Said(row, $"{(row.Reached switch { true => "reached", false => "NOT REACHED", _ => "beside" }),-11}  {row.Situation}: {row.Measured}, reach {row.Reach}"))];
Cell[] cells = [.. new SideBySide(bench).Cells().Select(cell => Said(cell, $"{cell.Judge,-8} {cell.Rate,-6} {cell.Version,-13} rolled back {Figures.Percent(cell.RolledBack)}, promoted {Figures.Percent(cell.Promoted)}, {Figures.Time(cell.Seconds)}, {Figures.Number(cell.Bad)} bad"))];
Console.WriteLine($"{clock.Elapsed.TotalMinutes:0.0} min");
if (!quick)
{
    await File.WriteAllTextAsync(Path.Combine(Here(), "report.md"), Markdown.Write(vectors, rows, cells, "Written by `dotnet run -c Release --project bench/decisions`."));
    await File.WriteAllTextAsync(Path.Combine(Here(), "report.svg"), Picture.Write(cells));
}

return 0;

T Said<T>(T result, string line)
{
    Console.WriteLine($"{clock.Elapsed:mm\\:ss}  {line}");
    return result;
}

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
