using System.Runtime.InteropServices;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Counts NaN and ±Inf.</summary>
public static class NonFiniteCount
{
    /// <param name="allowInfinity">Only NaN counts.</param>
    public static long Of(Datatype datatype, ReadOnlySpan<byte> data, bool allowInfinity)
    {
        long count = 0;
        switch (datatype)
        {
            case Datatype.Fp32:
                foreach (float value in MemoryMarshal.Cast<byte, float>(data))
                {
                    count += float.IsFinite(value) || allowInfinity && !float.IsNaN(value) ? 0 : 1;
                }

                break;
            case Datatype.Fp64:
                foreach (double value in MemoryMarshal.Cast<byte, double>(data))
                {
                    count += double.IsFinite(value) || allowInfinity && !double.IsNaN(value) ? 0 : 1;
                }

                break;
            case Datatype.Fp16:
                foreach (Half value in MemoryMarshal.Cast<byte, Half>(data))
                {
                    count += Half.IsFinite(value) || allowInfinity && !Half.IsNaN(value) ? 0 : 1;
                }

                break;
            case Datatype.Bf16:
                foreach (ushort value in MemoryMarshal.Cast<byte, ushort>(data))
                {
                    bool special = (value & 0x7F80) == 0x7F80, nan = special && (value & 0x7F) != 0;
                    count += nan || special && !allowInfinity ? 1 : 0;
                }

                break;
            default:
                break;
        }

        return count;
    }
}
