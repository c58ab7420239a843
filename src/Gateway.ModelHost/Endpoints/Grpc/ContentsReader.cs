using System.Numerics;
using System.Runtime.InteropServices;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>A tensor from the typed members of its message.</summary>
internal static class ContentsReader
{
    /// <exception cref="ProtocolException">The wrong member, too many of them, elements that are too many, too few, or out of range.</exception>
    public static Tensor Read(TensorHead head, InferTensorContents? contents)
    {
        InferTensorContents given = contents ?? new InferTensorContents();
        CheckMember(head, given);
        return head.Datatype switch
        {
            Datatype.Bool => Copy(head, given.BoolContents),
            Datatype.UInt8 => Narrow<uint, byte>(head, given.UintContents),
            Datatype.UInt16 => Narrow<uint, ushort>(head, given.UintContents),
            Datatype.UInt32 => Copy(head, given.UintContents),
            Datatype.UInt64 => Copy(head, given.Uint64Contents),
            Datatype.Int8 => Narrow<int, sbyte>(head, given.IntContents),
            Datatype.Int16 => Narrow<int, short>(head, given.IntContents),
            Datatype.Int32 => Copy(head, given.IntContents),
            Datatype.Int64 => Copy(head, given.Int64Contents),
            Datatype.Fp32 => Copy(head, given.Fp32Contents),
            Datatype.Fp64 => Copy(head, given.Fp64Contents),
            Datatype.Bytes => Strings(head, given.BytesContents),
            _ => throw head.Wrong($"{head.Datatype.Name()} has no contents field: send input '{head.Name}' as raw_input_contents"),
        };
    }

    private static void CheckMember(TensorHead head, InferTensorContents contents)
    {
        (string Type, int Count)[] filled =
        [
            .. ((string Type, int Count)[])
            [
                ("BOOL", contents.BoolContents.Count), ("INT32", contents.IntContents.Count), ("INT64", contents.Int64Contents.Count), ("UINT32", contents.UintContents.Count),
                ("UINT64", contents.Uint64Contents.Count), ("FP32", contents.Fp32Contents.Count), ("FP64", contents.Fp64Contents.Count), ("BYTES", contents.BytesContents.Count),
            ],
        ];
        filled = [.. filled.Where(member => member.Count > 0)];
        string wanted = head.Datatype switch
        {
            Datatype.Int8 or Datatype.Int16 => "INT32",
            Datatype.UInt8 or Datatype.UInt16 => "UINT32",
            _ => head.Datatype.Name(),
        };
        if (filled.Length > 1)
        {
            throw head.Wrong($"unexpected explicit tensor data for input tensor '{head.Name}'", ", binary data was already supplied");
        }

        if (filled.Length == 1 && filled[0].Type != wanted && head.Datatype is not (Datatype.Fp16 or Datatype.Bf16))
        {
            throw head.Wrong($"unexpected explicit tensor data for input tensor '{head.Name}'", $" of type '{filled[0].Type}', expected datatype '{head.Datatype.Name()}'");
        }
    }

    private static Tensor Copy<T>(TensorHead head, RepeatedField<T> from)
        where T : unmanaged
    {
        CheckCount(head, from.Count);
        Tensor tensor = new(head.Name, head.Datatype, head.Shape);
        Span<T> to = MemoryMarshal.Cast<byte, T>(tensor.Data);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }

        return tensor;
    }

    private static Tensor Narrow<TWide, T>(TensorHead head, RepeatedField<TWide> from)
        where TWide : unmanaged, INumber<TWide>
        where T : unmanaged, INumber<T>
    {
        CheckCount(head, from.Count);
        Tensor tensor = new(head.Name, head.Datatype, head.Shape);
        Span<T> to = MemoryMarshal.Cast<byte, T>(tensor.Data);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = T.CreateTruncating(from[i]);
            if (TWide.CreateTruncating(to[i]) != from[i])
            {
                tensor.Dispose();
                throw head.Wrong($"element {i} of input '{head.Name}'", $" is {from[i]}, which {head.Datatype.Name()} cannot hold");
            }
        }

        return tensor;
    }

    private static Tensor Strings(TensorHead head, RepeatedField<ByteString> from)
    {
        if (from.Count != head.Count)
        {
            throw from.Count == 0 ? Missing(head)
                : from.Count < head.Count ? head.Wrong($"expected {head.Count} string elements for inference input '{head.Name}'", $", got {from.Count}")
                : head.Wrong($"unexpected number of string elements {from.Count} for inference input '{head.Name}'", $", expecting {head.Count}");
        }

        Tensor tensor = new(head.Name, head.Datatype, head.Shape);
        for (int i = 0; i < from.Count; i++)
        {
            from[i].Span.CopyTo(tensor.BeginElement(i, from[i].Length));
            tensor.EndElement(i, from[i].Length);
        }

        return tensor;
    }

    private static void CheckCount(TensorHead head, int elements)
    {
        if (elements != head.Count)
        {
            long size = head.Datatype.ElementSize();
            throw elements == 0 ? Missing(head) : head.Wrong($"input byte size mismatch for input '{head.Name}'", $". Expected {head.Count * size}, got {elements * size}");
        }
    }

    private static ProtocolException Missing(TensorHead head) => head.Wrong($"unable to find data for input tensor '{head.Name}'");
}
