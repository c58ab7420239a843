using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference.V1;

/// <summary>Reads <c>{"instances":[…]}</c> or <c>{"inputs":…}</c>: datatypes are the model's, shapes those of the lists.</summary>
public static class PredictRequestReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <exception cref="ProtocolException">What is wrong, naming the input where there is one.</exception>
    public static PredictRequest Read(ReadOnlySpan<byte> body, ModelSignature signature, ReadRules rules)
    {
        List<Tensor> inputs = [];
        try
        {
            return Read(body, signature, rules, inputs);
        }
        catch (JsonException problem)
        {
            inputs.ForEach(input => input.Dispose());
            return BareNonFinite.Quote(body) is { } quoted
                ? Read(quoted, signature, rules)
                : throw new ProtocolException($"The body is not valid JSON at byte {problem.BytePositionInLine} of line {problem.LineNumber + 1}.", ProtocolFault.Json);
        }
        catch
        {
            inputs.ForEach(input => input.Dispose());
            throw;
        }
    }

    private static PredictRequest Read(ReadOnlySpan<byte> body, ModelSignature signature, ReadRules rules, List<Tensor> inputs)
    {
        (Range? instances, Range? columns) = Parts(body);
        if (instances is null == columns is null)
        {
            throw new ProtocolException(instances is null ? "\"instances\" or \"inputs\" is missing." : "\"instances\" and \"inputs\" exclude each other.", ProtocolFault.Json);
        }

        long? rows = null;
        if (columns is { } whole)
        {
            Columns.Read(body[whole], signature, rules, inputs);
        }
        else
        {
            rows = Instances.Read(body[instances!.Value], signature, rules, inputs);
        }

        return new PredictRequest(new InferRequest(null, inputs, []), rows);
    }

    /// <summary>The whole body is read once for its form.</summary>
    private static (Range? Instances, Range? Inputs) Parts(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Strict);
        (Range? instances, Range? columns) = (null, null);
        Members members = default;
        reader.Read();
        Json.Expect(ref reader, JsonTokenType.StartObject, "The body", "a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "instances"u8, 0))
            {
                Json.Expect(ref reader, JsonTokenType.StartArray, "instances", "an array");
                instances = Skip(ref reader);
            }
            else if (members.Is(ref reader, "inputs"u8, 1))
            {
                columns = Skip(ref reader);
            }
            else
            {
                members.Pass(ref reader);
            }
        }

        reader.Read();
        return (instances, columns);
    }

    /// <returns>Where the value was.</returns>
    internal static Range Skip(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    /// <summary>One value as a whole tensor.</summary>
    internal static void Whole(ReadOnlySpan<byte> value, TensorSpec spec, ReadRules rules, List<Tensor> inputs)
    {
        var reader = new Utf8JsonReader(value, Strict);
        reader.Read();
        long[] shape = NestedShape.Of(ref reader, spec.Name);
        Tensor tensor = new(spec.Name, spec.Datatype, shape);
        inputs.Add(tensor);
        reader = new Utf8JsonReader(value, Strict);
        reader.Read();
        TensorReader.Read(ref reader, ref value, tensor, rules.BoolFromNumbers);
    }
}
