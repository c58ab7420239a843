using System.Text.Json.Nodes;
using Gateway.Core.Models.Onnx;

namespace Gateway.Core.Models.Records;

/// <summary>The record's <c>format</c>: what an ONNX file says of itself.</summary>
public static class OnnxFormat
{
    public static JsonObject Of(OnnxFacts facts) => new()
    {
        ["kind"] = "onnx",
        ["irVersion"] = facts.IrVersion,
        ["producer"] = facts.Producer,
        ["producerVersion"] = facts.ProducerVersion,
        ["modelVersion"] = facts.ModelVersion,
        ["opsets"] = new JsonObject(facts.Opsets.Select(opset => KeyValuePair.Create(opset.Key, (JsonNode?)opset.Value))),
        ["metadata"] = new JsonObject(facts.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["externalData"] = new JsonArray([.. facts.ExternalData.Select(file => (JsonNode?)file)]),
        ["customOperators"] = new JsonArray([.. facts.CustomOperators.Select(name => (JsonNode?)name)]),
        ["inputs"] = Values(facts.Inputs),
        ["outputs"] = Values(facts.Outputs),
    };

    private static JsonArray Values(IReadOnlyList<OnnxValue> values) =>
    [
        .. values.Select(value => new JsonObject
        {
            ["name"] = value.Name,
            ["elementType"] = value.ElementType,
            ["shape"] = value.Shape is null ? null : new JsonArray([.. value.Shape.Select(dimension => long.TryParse(dimension, out long number) ? (JsonNode?)number : dimension)]),
        }),
    ];
}
