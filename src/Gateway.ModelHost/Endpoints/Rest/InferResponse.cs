using System.IO.Pipelines;
using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Streams outputs as JSON, flushing as it goes.</summary>
internal static class InferResponse
{
    private const int Run = 4096; // elements between two looks at how much is unflushed
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpResponse response, ModelFile file, string? id, Answer answer, bool allowInfinity)
    {
        response.ContentType = "application/json";
        NonFiniteValues.Tell(response, answer, allowInfinity);
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
        foreach (Output output in answer.Outputs)
        {
            await OutputAsync(writer, pipe, output);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        await pipe.FlushAsync();
    }

    private static async Task OutputAsync(Utf8JsonWriter writer, PipeWriter pipe, Output output)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, output.Name);
        writer.WriteString("datatype"u8, output.Datatype.Name());
        writer.WriteStartArray("shape"u8);
        foreach (long dimension in output.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data"u8);
        for (int at = 0; at < output.Count; at += Run)
        {
            WriteRun(writer, output, at, Math.Min(Run, output.Count - at));
            if (writer.BytesPending + pipe.UnflushedBytes > FlushAt)
            {
                writer.Flush();
                await pipe.FlushAsync();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, Output output, int at, int count)
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
        TensorWriter.Write(writer, output.Datatype, output.Data.Slice(at * size, count * size));
    }
}
