using System.Runtime.InteropServices;
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
    public bool IsFloat => Datatype is Datatype.Fp16 or Datatype.Bf16 or Datatype.Fp32 or Datatype.Fp64;

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

                part.Numbers.AddRange(NumbersOf(output));
                part.Texts.AddRange(output.Datatype == Datatype.Bytes ? Enumerable.Range(0, output.Count).Select(i => Encoding.UTF8.GetString(output.Element(i))) : []);
            }
        }

        return [.. all.Select(output => new OutputRows(output.Key, output.Value.Type, [.. output.Value.Numbers], [.. output.Value.Texts], Math.Max(output.Value.Numbers.Count, output.Value.Texts.Count) / rows))];
    }

    private static double[] NumbersOf(Tensor tensor) => tensor.Datatype switch
    {
        Datatype.Bytes => [],
        Datatype.Bool => [.. tensor.Data.ToArray().Select(value => value == 0 ? 0.0 : 1)],
        Datatype.UInt8 => [.. tensor.Data.ToArray().Select(value => (double)value)],
        Datatype.Int8 => Cast<sbyte>(tensor, value => value),
        Datatype.UInt16 => Cast<ushort>(tensor, value => value),
        Datatype.Int16 => Cast<short>(tensor, value => value),
        Datatype.UInt32 => Cast<uint>(tensor, value => value),
        Datatype.Int32 => Cast<int>(tensor, value => value),
        Datatype.UInt64 => Cast<ulong>(tensor, value => value),
        Datatype.Int64 => Cast<long>(tensor, value => value),
        Datatype.Fp16 => Cast<Half>(tensor, value => (double)value),
        Datatype.Bf16 => Cast<ushort>(tensor, value => BitConverter.Int32BitsToSingle(value << 16)),
        Datatype.Fp32 => Cast<float>(tensor, value => value),
        _ => Cast<double>(tensor, value => value),
    };

    private static double[] Cast<T>(Tensor tensor, Func<T, double> number)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(tensor.Data);
        double[] numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = number(values[i]);
        }

        return numbers;
    }
}
