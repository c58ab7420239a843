using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;
using Gateway.Core.Inference;

namespace Gateway.Cli.Fuzzing;

/// <summary>How much of what may come the golden rows have: deciles of each feature, and classes that the model answers.</summary>
internal static class GoldenCoverage
{
    /// <param name="golden">JSONL of requests.</param>
    /// <param name="reference">Null: only the classes can be told.</param>
    /// <param name="classes">Names in the order of the scores; null: their numbers.</param>
    /// <returns>What there is to tell, with its name.</returns>
    public static async Task<IReadOnlyList<(string Name, Coverage Coverage)>> OfAsync(HostedModel model, string golden, DataSet? reference, IReadOnlyCollection<string> taken, string[]? classes, CancellationToken cancellationToken)
    {
        Dictionary<string, List<double>> asked = [];
        List<int> answered = [];
        int width = 0;
        foreach (string line in (await File.ReadAllLinesAsync(golden, cancellationToken)).Where(line => line.Trim().Length > 0))
        {
            JsonNode request = JsonNode.Parse(line)?["request"] ?? throw new UsageException($"{golden}: a line has no request.");
            Note(request, asked);
            using InferAnswer answer = await model.RunAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), cancellationToken);
            width = Math.Max(width, Classes(answer, answered));
        }

        List<(string, Coverage)> found = [];
        if (width > 1)
        {
            found.Add(("classes", Coverage.OfClasses(classes ?? [.. Enumerable.Range(0, width).Select(place => $"{place}")], answered)));
        }

        if (reference is not null)
        {
            found.Add(("deciles", Coverage.OfDeciles(InputRows.Of(model.Signature, reference, taken).SelectMany(input => Features(input, asked.GetValueOrDefault(input.Tensor.Name) ?? [])))));
        }

        return found;
    }

    private static void Note(JsonNode request, Dictionary<string, List<double>> asked)
    {
        foreach (JsonNode? input in request["inputs"]?.AsArray() ?? [])
        {
            string name = (string)input!["name"]!;
            if (!asked.TryGetValue(name, out List<double>? values))
            {
                asked[name] = values = [];
            }

            values.AddRange(Flat(input["data"]));
        }
    }

    private static IEnumerable<double> Flat(JsonNode? data) => data is JsonArray list ? list.SelectMany(Flat) : data?.GetValueKind() == JsonValueKind.Number ? [data.GetValue<double>()] : [double.NaN];

    /// <returns>How many classes the first output of scores has; 0: there is none.</returns>
    private static int Classes(InferAnswer answer, List<int> answered)
    {
        if (answer.Outputs.FirstOrDefault(output => output.Datatype.IsFloating() && output.Shape is [.., > 1]) is not { } scores)
        {
            return 0;
        }

        int width = (int)scores.Shape[^1];
        answered.AddRange(TensorValues.Of(scores).Chunk(width).Select(row => Array.IndexOf(row, row.Max())));
        return width;
    }

    private static IEnumerable<(string Name, double[] Reference, IEnumerable<double> Seen)> Features(InputRows input, List<double> asked)
    {
        int width = input.Columns.Sum(column => column.Width), at = 0;
        foreach (NumberColumn column in input.Columns.OfType<NumberColumn>())
        {
            for (int k = 0; k < column.Width; k++, at++)
            {
                int place = at, inside = k;
                yield return (
                    column.Width == 1 ? column.Name : $"{column.Name}[{k}]",
                    [.. Enumerable.Range(0, column.Rows).Select(row => column.Values[row * column.Width + inside])],
                    asked.Where((_, index) => index % width == place));
            }
        }
    }
}
