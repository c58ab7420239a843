using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Google.Protobuf;
using Inference;

namespace Gateway.Grpc;

/// <summary>The requests of the models in tests/models as messages.</summary>
internal static class GrpcFixture
{
    /// <summary>Tensors as raw bytes.</summary>
    /// <param name="served">The model's name at the server.</param>
    public static ModelInferRequest Raw(string name, string served)
    {
        byte[] binary = File.ReadAllBytes(PathOf(name, "request.bin"));
        int head = int.Parse(File.ReadAllText(PathOf(name, "request.bin.headerlen")), CultureInfo.InvariantCulture);
        ModelInferRequest request = new() { ModelName = served };
        foreach (JsonElement input in JsonDocument.Parse(binary.AsMemory(0, head)).RootElement.GetProperty("inputs").EnumerateArray())
        {
            int size = input.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
            request.Inputs.Add(Head(input));
            request.RawInputContents.Add(ByteString.CopyFrom(binary, head, size));
            head += size;
        }

        return request;
    }

    /// <summary>Tensors as typed contents.</summary>
    public static ModelInferRequest Typed(string name, string served)
    {
        ModelInferRequest request = new() { ModelName = served };
        foreach (JsonElement input in Inputs(name))
        {
            ModelInferRequest.Types.InferInputTensor tensor = Head(input);
            tensor.Contents = Contents(tensor.Datatype, [.. Flat(input.GetProperty("data"))]);
            request.Inputs.Add(tensor);
        }

        return request;
    }

    /// <summary>Two datatypes have no contents.</summary>
    public static bool HasTyped(string name) => FixtureModels.HasRequest(name)
        && Inputs(name).All(input => input.GetProperty("datatype").GetString() is not ("FP16" or "BF16"));

    /// <summary>NaN and Infinity are bare tokens there.</summary>
    private static IEnumerable<JsonElement> Inputs(string name) => JsonDocument.Parse(
        Regex.Replace(FixtureModels.Request(name), @"(?<=[\[,\s])(NaN|-?Infinity)(?=[\],\s])", "\"$1\"")).RootElement.GetProperty("inputs").EnumerateArray();

    private static ModelInferRequest.Types.InferInputTensor Head(JsonElement input) => new()
    {
        Name = input.GetProperty("name").GetString(),
        Datatype = input.GetProperty("datatype").GetString(),
        Shape = { input.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64()) },
    };

    private static InferTensorContents Contents(string datatype, JsonElement[] data) => datatype switch
    {
        "BOOL" => new() { BoolContents = { data.Select(element => element.GetBoolean()) } },
        "INT8" or "INT16" or "INT32" => new() { IntContents = { data.Select(element => element.GetInt32()) } },
        "INT64" => new() { Int64Contents = { data.Select(element => element.GetInt64()) } },
        "UINT8" or "UINT16" or "UINT32" => new() { UintContents = { data.Select(element => element.GetUInt32()) } },
        "UINT64" => new() { Uint64Contents = { data.Select(element => element.GetUInt64()) } },
        "FP32" => new() { Fp32Contents = { data.Select(Real).Select(element => (float)element) } },
        "FP64" => new() { Fp64Contents = { data.Select(Real) } },
        "FP16" or "BF16" => new(),
        _ => new() { BytesContents = { data.Select(element => ByteString.CopyFromUtf8(element.GetString())) } },
    };

    private static double Real(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.Parse(element.GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<JsonElement> Flat(JsonElement data) => data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().SelectMany(Flat) : [data];

    private static string PathOf(string name, string file) => Path.Combine(Paths.Models, name, "v2", file);
}
