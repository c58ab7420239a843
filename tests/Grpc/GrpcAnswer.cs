using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Inference;

namespace Gateway.Grpc;

/// <summary>An answer as the JSON that REST would have given.</summary>
internal static class GrpcAnswer
{
    public static string Json(ModelInferResponse response)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteString("model_name", response.ModelName);
            writer.WriteStartArray("outputs");
            foreach ((ModelInferResponse.Types.InferOutputTensor output, int index) in response.Outputs.Select((output, index) => (output, index)))
            {
                writer.WriteStartObject();
                writer.WriteString("name", output.Name);
                writer.WriteString("datatype", output.Datatype);
                writer.WritePropertyName("shape");
                JsonSerializer.Serialize(writer, output.Shape.ToArray());
                writer.WriteStartArray("data");
                Data(writer, output.Datatype, response.RawOutputContents[index].Span);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static void Data(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> raw)
    {
        if (Datatypes.TryParse(name, out Datatype datatype) && datatype != Datatype.Bytes)
        {
            TensorWriter.Write(writer, datatype, raw);
            return;
        }

        while (!raw.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(raw);
            writer.WriteStringValue(raw.Slice(sizeof(int), length));
            raw = raw[(sizeof(int) + length)..];
        }
    }
}
