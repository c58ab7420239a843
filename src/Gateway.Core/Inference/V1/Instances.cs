using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference.V1;

/// <summary>The row form: a list of rows, bare where the model has one input, else with a value for each input by name.</summary>
internal static class Instances
{
    /// <returns>The number of rows.</returns>
    public static long Read(ReadOnlySpan<byte> list, ModelSignature signature, ReadRules rules, List<Tensor> inputs)
    {
        var reader = new Utf8JsonReader(list);
        reader.Read();
        Utf8JsonReader ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.StartObject || NamedValues.IsElement(ahead))
        {
            PredictRequestReader.Whole(list, NamedValues.Only(signature, "instances"), rules, inputs);
            return inputs[0].Shape[0];
        }

        List<List<(TensorSpec Spec, Range At)>> rows = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Json.Expect(ref reader, JsonTokenType.StartObject, $"instances[{rows.Count}]", "an object, as the first is");
            rows.Add(NamedValues.Of(ref reader, signature));
        }

        foreach ((TensorSpec spec, Range _) in rows[0])
        {
            Join(list, spec, [.. rows.Select((row, index) => Of(row, spec, index))], rules, inputs);
        }

        int more = rows.FindIndex(row => row.Count != rows[0].Count);
        return more < 0 ? rows.Count : throw new ProtocolException($"instances[{more}] has other inputs than instances[0].");
    }

    private static Range Of(List<(TensorSpec Spec, Range At)> row, TensorSpec spec, int index) => row.FindIndex(value => value.Spec == spec) is >= 0 and var at
        ? row[at].At
        : throw new ProtocolException($"instances[{index}] has no '{spec.Name}'.");

    /// <summary>The rows of one input as one tensor; each has the shape of the first.</summary>
    private static void Join(ReadOnlySpan<byte> list, TensorSpec spec, Range[] rows, ReadRules rules, List<Tensor> inputs)
    {
        long[] shape = Shape(list[rows[0]], spec);
        Tensor tensor = new(spec.Name, spec.Datatype, [rows.Length, .. shape]);
        inputs.Add(tensor);
        int size = tensor.Count / rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!Shape(list[rows[i]], spec).AsSpan().SequenceEqual(shape))
            {
                throw new ProtocolException($"Input '{spec.Name}': the row of instances[{i}] has another shape than {TensorShape.Text(shape)}.");
            }

            var reader = new Utf8JsonReader(list[rows[i]]);
            reader.Read();
            TensorReader.Read(ref reader, tensor, i * size, size, rules.BoolFromNumbers);
        }
    }

    private static long[] Shape(ReadOnlySpan<byte> row, TensorSpec spec)
    {
        var reader = new Utf8JsonReader(row);
        reader.Read();
        return NestedShape.Of(ref reader, spec.Name);
    }
}
