using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gateway.ModelHost.Sessions;

/// <summary>The protocol's datatypes and the runtime's.</summary>
internal static class ElementTypes
{
    private static readonly (Datatype Datatype, TensorElementType Element)[] Pairs =
    [
        (Datatype.Bool, TensorElementType.Bool),
        (Datatype.UInt8, TensorElementType.UInt8),
        (Datatype.UInt16, TensorElementType.UInt16),
        (Datatype.UInt32, TensorElementType.UInt32),
        (Datatype.UInt64, TensorElementType.UInt64),
        (Datatype.Int8, TensorElementType.Int8),
        (Datatype.Int16, TensorElementType.Int16),
        (Datatype.Int32, TensorElementType.Int32),
        (Datatype.Int64, TensorElementType.Int64),
        (Datatype.Fp16, TensorElementType.Float16),
        (Datatype.Bf16, TensorElementType.BFloat16),
        (Datatype.Fp32, TensorElementType.Float),
        (Datatype.Fp64, TensorElementType.Double),
        (Datatype.Bytes, TensorElementType.String),
    ];

    public static TensorElementType Of(Datatype datatype) => Pairs.First(pair => pair.Datatype == datatype).Element;

    public static Datatype? Of(TensorElementType element) =>
        Pairs.FirstOrDefault(pair => pair.Element == element) is { Element: not TensorElementType.DataTypeMax and not 0 } pair ? pair.Datatype : null;
}
