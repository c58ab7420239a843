using System.Text;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.Cli.Hosted;

/// <summary>One output for all rows: numbers, or texts.</summary>
/// <param name="Numbers">Row after row; empty for texts.</param>
/// <param name="Texts">One per element; empty for numbers.</param>
/// <param name="Width">Elements of one row.</param>
internal sealed record OutputRows(string Name, Datatype Datatype, double[] Numbers, string[] Texts, int Width)
{
    public bool IsFloat => Datatype.IsFloating();

    public int Rows => Math.Max(Numbers.Length, Texts.Length) / Math.Max(1, Width);

    /// <summary>Asks for rows in batches and puts the answers together.</summary>
    public static async Task<IReadOnlyList<OutputRows>> AskAsync(HostedModel model, IReadOnlyList<InputRows> inputs, int rows, Func<Gateway.Core.Evaluation.Column, int, int> source, CancellationToken cancellationToken)
    {
        int batch = InputRows.Batch(inputs);
        Dictionary<string, (Datatype Type, List<double> Numbers, List<string> Texts)> all = [];
        for (int start = 0; start < rows; start += batch)
        {
            int first = start, count = Math.Min(batch, rows - start);
            using InferAnswer answer = await model.RunAsync(InputRows.Body(inputs, count, (column, place) => source(column, first + place)), cancellationToken);
            foreach (Tensor output in answer.Outputs)
            {
                if (!all.TryGetValue(output.Name, out var part))
                {
                    all[output.Name] = part = (output.Datatype, [], []);
                }

                part.Numbers.AddRange(TensorValues.Of(output));
                part.Texts.AddRange(output.Datatype == Datatype.Bytes ? Enumerable.Range(0, output.Count).Select(i => Encoding.UTF8.GetString(output.Element(i))) : []);
            }
        }

        return [.. all.Select(output => new OutputRows(output.Key, output.Value.Type, [.. output.Value.Numbers], [.. output.Value.Texts], Math.Max(output.Value.Numbers.Count, output.Value.Texts.Count) / rows))];
    }
}
