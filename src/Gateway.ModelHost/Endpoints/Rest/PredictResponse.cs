using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Outputs as nested lists: <c>predictions</c> row by row, or <c>outputs</c> whole.</summary>
internal static class PredictResponse
{
    private const int FlushAt = 64 * 1024;

    /// <param name="rows">Of the request; null: by columns.</param>
    /// <exception cref="ProtocolException">An output has not one row for each of the request's.</exception>
    public static async Task WriteAsync(HttpResponse response, IReadOnlyList<ITensor> outputs, long? rows, NonFiniteForm form)
    {
        if (rows is not null && outputs.FirstOrDefault(output => output.Shape is not [var first, ..] || first != rows) is { } other)
        {
            throw new ProtocolException($"Output '{other.Name}' has the shape {TensorShape.Text(other.Shape)}, not a row for each of {rows} instances: send \"inputs\" instead.");
        }

        PipeWriter pipe = response.BodyWriter;
        response.ContentType = "application/json";
        using Utf8JsonWriter writer = new(pipe, InferResponse.Plain);
        writer.WriteStartObject();
        writer.WritePropertyName(rows is null ? "outputs"u8 : "predictions"u8);
        if (rows is null)
        {
            Named(writer, outputs, 0, null, form);
        }
        else
        {
            writer.WriteStartArray();
            for (int row = 0; row < rows; row++)
            {
                Named(writer, outputs, 1, row, form);
                if (writer.BytesPending + pipe.UnflushedBytes > FlushAt)
                {
                    writer.Flush();
                    await pipe.FlushAsync();
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        await pipe.FlushAsync();
    }

    /// <summary>One output is bare, several are an object.</summary>
    private static void Named(Utf8JsonWriter writer, IReadOnlyList<ITensor> outputs, int axis, int? row, NonFiniteForm form)
    {
        if (outputs.Count > 1)
        {
            writer.WriteStartObject();
        }

        foreach (ITensor output in outputs)
        {
            if (outputs.Count > 1)
            {
                writer.WritePropertyName(output.Name);
            }

            int at = row is { } index ? index * (output.Count / (int)output.Shape[0]) : 0;
            Nested(writer, output, axis, ref at, form);
        }

        if (outputs.Count > 1)
        {
            writer.WriteEndObject();
        }
    }

    private static void Nested(Utf8JsonWriter writer, ITensor output, int axis, ref int at, NonFiniteForm form)
    {
        if (axis >= output.Shape.Length)
        {
            Elements(writer, output, at++, 1, form);
            return;
        }

        writer.WriteStartArray();
        if (axis == output.Shape.Length - 1)
        {
            Elements(writer, output, at, (int)output.Shape[axis], form);
            at += (int)output.Shape[axis];
        }
        else
        {
            for (long i = 0; i < output.Shape[axis]; i++)
            {
                Nested(writer, output, axis + 1, ref at, form);
            }
        }

        writer.WriteEndArray();
    }

    private static void Elements(Utf8JsonWriter writer, ITensor output, int at, int count, NonFiniteForm form)
    {
        if (output.Datatype != Datatype.Bytes)
        {
            int size = output.Datatype.ElementSize();
            TensorWriter.Write(writer, output.Datatype, output.Data.Slice(at * size, count * size), form);
            return;
        }

        for (int i = at; i < at + count; i++)
        {
            ReadOnlySpan<byte> element = output.Element(i);
            if (!output.Name.EndsWith("_bytes", StringComparison.Ordinal) && Utf8.IsValid(element))
            {
                writer.WriteStringValue(element);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteBase64String("b64"u8, element);
                writer.WriteEndObject();
            }
        }
    }
}
