using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Writes a tensor's bare bytes from where they are into the connection's memory, flushing as it goes.</summary>
internal static class RawTensorWriter
{
    private const int FlushAt = 64 * 1024;

    public static async ValueTask WriteAsync(PipeWriter pipe, ITensor tensor)
    {
        if (tensor.Datatype == Datatype.Bytes)
        {
            await ElementsAsync(pipe, tensor);
            return;
        }

        int size = tensor.Data.Length;
        for (int at = 0; at < size; at += FlushAt)
        {
            pipe.Write(tensor.Data.Slice(at, Math.Min(FlushAt, size - at)));
            if (pipe.UnflushedBytes > FlushAt) // a small answer leaves in one packet
            {
                await pipe.FlushAsync();
            }
        }
    }

    private static async ValueTask ElementsAsync(PipeWriter pipe, ITensor tensor)
    {
        for (int i = 0; i < tensor.Count; i++)
        {
            Element(pipe, tensor.Element(i));
            if (pipe.UnflushedBytes > FlushAt)
            {
                await pipe.FlushAsync();
            }
        }
    }

    private static void Element(PipeWriter pipe, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(pipe.GetSpan(RawTensor.LengthSize), (uint)element.Length);
        pipe.Advance(RawTensor.LengthSize);
        pipe.Write(element);
    }
}
