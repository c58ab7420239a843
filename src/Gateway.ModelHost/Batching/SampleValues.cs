using System.Runtime.InteropServices;
using System.Text;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Batching;

/// <summary>Made-up elements of every datatype.</summary>
internal static class SampleValues
{
    /// <returns>From 0 to 1, the same for the same place.</returns>
    public static double Made(int row, int column) => ((row * 0.618_033_988_7) + (column * 0.754_877_666_2) + 0.1) % 1.0;

    /// <param name="value">From 0 to 1; whole datatypes get 0 or 1.</param>
    public static void Write(Tensor tensor, int index, double value)
    {
        Span<byte> data = tensor.Data;
        bool one = value >= 0.5;
        switch (tensor.Datatype)
        {
            case Datatype.Bytes:
                int length = Encoding.UTF8.GetBytes(one ? "1" : "0", tensor.BeginElement(index, 4));
                tensor.EndElement(index, length);
                break;
            case Datatype.Fp16:
                MemoryMarshal.Cast<byte, Half>(data)[index] = (Half)value;
                break;
            case Datatype.Bf16:
                MemoryMarshal.Cast<byte, ushort>(data)[index] = (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16);
                break;
            case Datatype.Fp32:
                MemoryMarshal.Cast<byte, float>(data)[index] = (float)value;
                break;
            case Datatype.Fp64:
                MemoryMarshal.Cast<byte, double>(data)[index] = value;
                break;
            default:
                int size = tensor.Datatype.ElementSize();
                data.Slice(index * size, size).Clear();
                data[index * size] = one ? (byte)1 : (byte)0;
                break;
        }
    }
}
