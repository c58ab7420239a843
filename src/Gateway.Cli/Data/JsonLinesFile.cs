using System.Text.Json;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>An object a line; the first one says which columns there are and how wide.</summary>
internal static class JsonLinesFile
{
    public static DataSet Read(string file, Stream stream)
    {
        using StreamReader reader = new(stream);
        DataProblems problems = new(file);
        List<JsonColumn> columns = [];
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                Row(line, text, columns, problems);
            }
        }

        problems.Throw();
        return new DataSet([.. columns.Select(column => column.Build())]);
    }

    private static void Row(long line, string text, List<JsonColumn> columns, DataProblems problems)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"line {line}: an object was expected, not {document.RootElement.ValueKind}");
                return;
            }

            if (columns.Count == 0)
            {
                columns.AddRange(document.RootElement.EnumerateObject().Select(member => JsonColumn.Like(member.Name, member.Value)));
            }

            foreach (JsonProperty member in document.RootElement.EnumerateObject().Where(member => columns.All(column => column.Name != member.Name)))
            {
                problems.Add(line, member.Name, "the first row has no such column");
            }

            columns.ForEach(column => column.Add(line, document.RootElement, problems));
        }
        catch (JsonException problem)
        {
            problems.Add($"line {line}: {problem.Message}");
        }
    }
}
