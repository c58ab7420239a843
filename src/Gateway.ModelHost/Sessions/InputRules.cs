using System.Text;
using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Sessions;

/// <summary>Whether a request fits a model; drops what is ignored and fills what is absent and has a default. Messages are those that Triton's clients know.</summary>
internal sealed class InputRules(ModelFile file, ModelSignature signature, SessionSettings settings)
{
    private readonly Dictionary<string, int> _places = signature.Inputs.Index().ToDictionary(input => input.Item.Name, input => input.Index, StringComparer.Ordinal);
    private readonly string[] _outputs = [.. signature.Outputs.Select(output => output.Name)];
    private IReadOnlyList<string> _ignored = settings.Ignored;

    public IReadOnlyList<string> Ignored
    {
        get => Volatile.Read(ref _ignored);
        set => Volatile.Write(ref _ignored, value);
    }

    /// <returns>Inputs to run with, in the model's own order; those made from defaults are the caller's to dispose.</returns>
    /// <exception cref="ProtocolException">Names the tensor and what is wrong with it.</exception>
    public IReadOnlyList<Tensor> Apply(InferRequest request, List<Tensor> filled)
    {
        Tensor?[] inputs = new Tensor?[signature.Inputs.Count];
        foreach (Tensor input in request.Inputs)
        {
            if (!_places.TryGetValue(input.Name, out int place))
            {
                if (!Ignored.Contains(input.Name))
                {
                    throw new ProtocolException($"unexpected inference input '{input.Name}' for model '{file.Name}', which has {Names(signature.Inputs.Select(spec => spec.Name))}");
                }

                continue;
            }

            Check(input, signature.Inputs[place]);
            inputs[place] = inputs[place] is null ? input : throw new ProtocolException($"input '{input.Name}' already exists in request");
        }

        if (inputs.Contains(null))
        {
            Fill(inputs, filled);
        }

        if (file.Config.MaxBatchSize is > 0 and var most && inputs is [{ Shape: [var rows, ..] }, ..] && rows > most)
        {
            throw new ProtocolException($"inference request batch-size must be <= {most} for '{file.Name}'");
        }

        return inputs!;
    }

    /// <exception cref="ProtocolException">An output that the model does not have.</exception>
    public IReadOnlyList<string> Outputs(InferRequest request)
    {
        if (request.Outputs.Count == 0)
        {
            return _outputs;
        }

        foreach (RequestedOutput asked in request.Outputs)
        {
            if (!_outputs.Contains(asked.Name))
            {
                throw new ProtocolException($"unexpected inference output '{asked.Name}' for model '{file.Name}', which has {Names(_outputs)}");
            }
        }

        return [.. request.Outputs.Select(asked => asked.Name)];
    }

    private void Fill(Tensor?[] inputs, List<Tensor> filled)
    {
        long batch = inputs.FirstOrDefault(input => input?.Shape.Length > 0)?.Shape[0] ?? 1;
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorSpec spec = signature.Inputs[i];
            if (inputs[i] is null)
            {
                inputs[i] = settings.Defaults.TryGetValue(spec.Name, out string? json)
                    ? Default(spec, json, batch)
                    : throw Missing(inputs);
                filled.Add(inputs[i]!);
            }
        }
    }

    /// <summary>The default's elements, repeated until the tensor is full.</summary>
    private static Tensor Default(TensorSpec spec, string json, long batch)
    {
        long[] shape = [.. spec.Shape.Select((dimension, index) => dimension >= 0 ? dimension : index == 0 ? batch : 1)];
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement[] elements = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
        long count = Tensor.CountOf(shape);
        var body = new StringBuilder($"{{\"inputs\":[{{\"name\":{JsonSerializer.Serialize(spec.Name)},\"datatype\":\"{spec.Datatype.Name()}\",\"shape\":[{string.Join(",", shape)}],\"data\":[");
        body.AppendJoin(',', Enumerable.Range(0, (int)count).Select(i => elements[i % elements.Length].GetRawText()));
        return InferRequestReader.Read(Encoding.UTF8.GetBytes(body.Append("]}]}").ToString())).Inputs[0];
    }

    private void Check(Tensor input, TensorSpec spec)
    {
        if (input.Datatype != spec.Datatype)
        {
            throw new ProtocolException($"inference input '{input.Name}' data-type is '{input.Datatype.Name()}', but model '{file.Name}' expects '{spec.Datatype.Name()}'");
        }

        bool fits = input.Shape.Length == spec.Shape.Count;
        for (int i = 0; fits && i < input.Shape.Length; i++)
        {
            fits = spec.Shape[i] < 0 || spec.Shape[i] == input.Shape[i];
        }

        if (!fits)
        {
            throw new ProtocolException($"unexpected shape for input '{input.Name}' for model '{file.Name}'. Expected {TensorShape.Text([.. spec.Shape])}, got {TensorShape.Text(input.Shape)}");
        }
    }

    private ProtocolException Missing(Tensor?[] inputs)
    {
        string[] given = [.. inputs.OfType<Tensor>().Select(input => input.Name)];
        string[] missing = [.. signature.Inputs.Where((spec, place) => inputs[place] is null && !settings.Defaults.ContainsKey(spec.Name)).Select(spec => spec.Name)];
        return new ProtocolException(
            $"expected {signature.Inputs.Count} inputs but got {given.Length} inputs for model '{file.Name}'. Got input(s) [{Names(given)}], but missing required input(s) [{Names(missing)}]. Please provide all required input(s).");
    }

    private static string Names(IEnumerable<string> names) => string.Join(",", names.Select(name => $"'{name}'"));
}
