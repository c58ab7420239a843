using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference.V1;

/// <summary>The column form: a tensor for each input, or just the tensor where there is one input.</summary>
internal static class Columns
{
    public static void Read(ReadOnlySpan<byte> value, ModelSignature signature, ReadRules rules, List<Tensor> inputs)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject || NamedValues.IsElement(reader))
        {
            PredictRequestReader.Whole(value, NamedValues.Only(signature, "inputs"), rules, inputs);
            return;
        }

        foreach ((TensorSpec spec, Range at) in NamedValues.Of(ref reader, signature))
        {
            PredictRequestReader.Whole(value[at], spec, rules, inputs);
        }
    }
}
