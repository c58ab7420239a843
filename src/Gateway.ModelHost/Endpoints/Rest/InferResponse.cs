using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Outputs as JSON, flushed as it goes, or as JSON and the bare bytes of tensors behind it.</summary>
internal static class InferResponse
{
    private const int Run = 4096; // elements between two looks at how much is unflushed
    private const int FlushAt = 64 * 1024;

    public static readonly JsonWriterOptions Plain = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpResponse response, ModelFile file, string? id, IReadOnlyList<RenderedOutput> outputs, NonFiniteForm form)
    {
        long binary = outputs.Sum(output => output.Size ?? 0);
        PipeWriter pipe = response.BodyWriter;
        using Utf8JsonWriter writer = new(pipe, Plain);
        response.ContentType = binary > 0 ? "application/octet-stream" : "application/json";
        Head(writer, file, id);
        foreach (RenderedOutput output in outputs)
        {
            OutputHead(writer, output);
            for (int at = 0; at < output.Tensor.Count && output.Size is null; at += Run)
            {
                WriteRun(writer, output.Tensor, at, Math.Min(Run, output.Tensor.Count - at), form);
                if (binary == 0 && writer.BytesPending + pipe.UnflushedBytes > FlushAt) // how long the JSON is must be known before the first byte leaves
                {
                    writer.Flush();
                    await pipe.FlushAsync();
                }
            }

            OutputEnd(writer, output);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        if (binary > 0)
        {
            response.Headers[Content.HeaderLength] = writer.BytesCommitted.ToString(CultureInfo.InvariantCulture);
            response.ContentLength = writer.BytesCommitted + binary;
        }

        foreach (RenderedOutput output in outputs.Where(output => output.Size > 0))
        {
            await RawTensorWriter.WriteAsync(pipe, output.Tensor);
        }

        await pipe.FlushAsync();
    }

    private static void Head(Utf8JsonWriter writer, ModelFile file, string? id)
    {
        writer.WriteStartObject();
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("model_name"u8, file.Name);
        writer.WriteString("model_version"u8, file.Version);
        writer.WriteStartArray("outputs"u8);
    }

    private static void OutputHead(Utf8JsonWriter writer, RenderedOutput output)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, output.Tensor.Name);
        writer.WriteString("datatype"u8, output.Tensor.Datatype.Name());
        writer.WriteStartArray("shape"u8);
        foreach (long dimension in output.Tensor.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        if (output.Size is { } size)
        {
            writer.WriteStartObject("parameters"u8);
            writer.WriteNumber("binary_data_size"u8, size);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data"u8);
        }
    }

    private static void OutputEnd(Utf8JsonWriter writer, RenderedOutput output)
    {
        if (output.Size is null)
        {
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, ITensor output, int at, int count, NonFiniteForm form)
    {
        if (output.Datatype == Datatype.Bytes)
        {
            for (int i = at; i < at + count; i++)
            {
                writer.WriteStringValue(output.Element(i));
            }

            return;
        }

        int size = output.Datatype.ElementSize();
        TensorWriter.Write(writer, output.Datatype, output.Data.Slice(at * size, count * size), form);
    }
}
