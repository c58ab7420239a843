using System.CommandLine;
using Gateway.Cli.Data;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Evaluations;

/// <summary>Which rows, and how answers are held against them; shared by evaluate, check and explain.</summary>
internal sealed class EvaluationOptions
{
    public Option<string?> Data { get; } = new("--data") { Description = $"Rows with their labels: {DataFile.Forms}." };
    public Option<string> Label { get; } = new("--label") { Description = "The column that says what is right.", DefaultValueFactory = _ => "label" };
    public Option<string[]> Slice { get; } = new("--slice") { Description = "A column whose values are populations of their own; may be repeated." };
    public Option<string?> Classes { get; } = new("--classes") { Description = "Names in the order of the scores: a,b,c." };
    public Option<string?> Output { get; } = new("--scores") { Description = "Which output; default: the one that fits." };
    public Option<bool> Regression { get; } = new("--regression") { Description = "Labels are numbers to come near to." };
    public Option<string?> Baseline { get; } = new("--baseline") { Description = "A model to compare with: a file, or registry:MODEL[@VERSION]." };
    public Option<ulong> Seed { get; } = new("--seed") { Description = "Of the resampled intervals.", DefaultValueFactory = _ => 7 };

    public IEnumerable<Option> All => [Data, Label, Slice, Classes, Output, Regression, Baseline, Seed];

    /// <returns>Null: no rows were given.</returns>
    public DataSet? Rows(ParseResult result) => result.GetValue(Data) is { } file ? File.Exists(file) ? DataFile.Read(file) : throw new UsageException($"--data: there is no file {file}.") : null;

    public Reading Reading(ParseResult result, DataSet data) => new(
        Column(data, Label.Name, result.GetValue(Label)!), result.GetValue(Classes)?.Split(','), result.GetValue(Output), result.GetValue(Regression) ? true : null);

    public IReadOnlyList<Column> Slices(ParseResult result, DataSet data) => [.. (result.GetValue(Slice) ?? []).Select(name => Column(data, Slice.Name, name))];

    private static Column Column(DataSet data, string option, string name) =>
        data.Find(name) ?? throw new UsageException($"{option}: there is no column \"{name}\"; there are {string.Join(", ", data.Columns.Take(30).Select(column => column.Name))}{(data.Columns.Count > 30 ? ", …" : "")}.");
}
