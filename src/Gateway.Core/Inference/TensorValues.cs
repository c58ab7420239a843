using System.Runtime.InteropServices;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>A tensor's elements as doubles, whatever their datatype.</summary>
public static class TensorValues
{
    public static bool IsFloating(this Datatype datatype) => datatype is Datatype.Fp16 or Datatype.Bf16 or Datatype.Fp32 or Datatype.Fp64;

    /// <returns>One per element; integers beyond 2^53 are rounded. Empty for BYTES.</returns>
    public static double[] Of(ITensor tensor) => tensor.Datatype switch
    {
        Datatype.Bool or Datatype.UInt8 => Widen<byte>(tensor),
        Datatype.UInt16 => Widen<ushort>(tensor),
        Datatype.UInt32 => Widen<uint>(tensor),
        Datatype.UInt64 => Widen<ulong>(tensor),
        Datatype.Int8 => Widen<sbyte>(tensor),
        Datatype.Int16 => Widen<short>(tensor),
        Datatype.Int32 => Widen<int>(tensor),
        Datatype.Int64 => Widen<long>(tensor),
        Datatype.Fp16 => Widen<Half>(tensor),
        Datatype.Fp32 => Widen<float>(tensor),
        Datatype.Fp64 => Widen<double>(tensor),
        Datatype.Bf16 => Brains(tensor),
        _ => [],
    };

    private static double[] Widen<T>(ITensor tensor)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(tensor.Data);
        double[] values = new double[from.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateSaturating(from[i]);
        }

        return values;
    }

    private static double[] Brains(ITensor tensor)
    {
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(tensor.Data);
        double[] values = new double[from.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
        }

        return values;
    }
}
