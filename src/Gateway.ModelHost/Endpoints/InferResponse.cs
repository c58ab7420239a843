using System.IO.Pipelines;
using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Endpoints;

/// <summary>Streams outputs as JSON, flushing as it goes.</summary>
internal static class InferResponse
{
    private const int Run = 4096; // elements between two looks at how much is unflushed
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(
        HttpResponse response, ModelFile file, string? id, IReadOnlyList<string> names, IReadOnlyList<OrtValue> values, bool allowInfinity)
    {
        response.ContentType = "application/json";
        if (NonFinite(values, allowInfinity) is > 0 and var count)
        {
            response.Headers["x-nonfinite-count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        PipeWriter pipe = response.BodyWriter;
        using Utf8JsonWriter writer = new(pipe, Plain);
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, file.Name);
        writer.WriteString("model_version"u8, file.Version);
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteStartArray("outputs"u8);
        for (int i = 0; i < names.Count; i++)
        {
            await OutputAsync(writer, pipe, names[i], values[i]);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        await pipe.FlushAsync();
    }

    private static async Task OutputAsync(Utf8JsonWriter writer, PipeWriter pipe, string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        Datatype datatype = ElementTypes.Of(info.ElementDataType)!.Value;
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("datatype"u8, datatype.Name());
        writer.WriteStartArray("shape"u8);
        foreach (long dimension in info.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data"u8);
        int count = (int)info.ElementCount;
        for (int at = 0; at < count; at += Run)
        {
            WriteRun(writer, datatype, value, at, Math.Min(Run, count - at));
            if (writer.BytesPending + pipe.UnflushedBytes > FlushAt)
            {
                writer.Flush();
                await pipe.FlushAsync();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, Datatype datatype, OrtValue value, int at, int count)
    {
        if (datatype == Datatype.Bytes)
        {
            for (int i = at; i < at + count; i++)
            {
                writer.WriteStringValue(value.GetStringElementAsSpan(i));
            }

            return;
        }

        int size = datatype.ElementSize();
        TensorWriter.Write(writer, datatype, value.GetTensorMutableRawData().Slice(at * size, count * size));
    }

    private static long NonFinite(IReadOnlyList<OrtValue> values, bool allowInfinity)
    {
        long count = 0;
        foreach (OrtValue value in values)
        {
            Datatype datatype = ElementTypes.Of(value.GetTensorTypeAndShape().ElementDataType)!.Value;
            count += datatype is Datatype.Fp16 or Datatype.Bf16 or Datatype.Fp32 or Datatype.Fp64
                ? NonFiniteCount.Of(datatype, value.GetTensorMutableRawData(), allowInfinity)
                : 0;
        }

        return count;
    }
}
