using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference.V1;

/// <summary>An object whose members are inputs by name.</summary>
internal static class NamedValues
{
    /// <param name="reader">On the beginning of an object; a copy, so that it stays there.</param>
    /// <returns>True for <c>{"b64":…}</c>, which is an element.</returns>
    public static bool IsElement(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("b64"u8);

    /// <exception cref="ProtocolException">The model has several inputs, so that a bare value says too little.</exception>
    public static TensorSpec Only(ModelSignature signature, string member) => signature.Inputs is [var only] ? only : throw new ProtocolException(
        $"The model has {signature.Inputs.Count} inputs, so {member} must name them: {string.Join(", ", signature.Inputs.Select(input => $"'{input.Name}'"))}.");

    /// <param name="reader">On the beginning of the object; afterwards on its end.</param>
    /// <exception cref="ProtocolException">The model has no input of a name, or a name is there twice.</exception>
    public static List<(TensorSpec Spec, Range At)> Of(ref Utf8JsonReader reader, ModelSignature signature)
    {
        List<(TensorSpec Spec, Range At)> values = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Json.Text(ref reader, "The name of an input");
            TensorSpec spec = signature.Inputs.FirstOrDefault(input => input.Name == name) ?? throw new ProtocolException($"unexpected inference input '{name}'");
            if (values.Exists(value => value.Spec == spec))
            {
                throw new ProtocolException($"Input '{name}' is given twice.", ProtocolFault.Json);
            }

            reader.Read();
            values.Add((spec, PredictRequestReader.Skip(ref reader)));
        }

        return values;
    }
}
