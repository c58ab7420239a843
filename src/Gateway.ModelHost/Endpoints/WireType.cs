using Gateway.Core.Models;
using Inference;

namespace Gateway.ModelHost.Endpoints;

/// <summary>The protocol's datatypes by the names of Triton's configurations.</summary>
internal static class WireType
{
    public static DataType Of(Datatype datatype) => datatype switch
    {
        Datatype.Bool => DataType.TypeBool,
        Datatype.UInt8 => DataType.TypeUint8,
        Datatype.UInt16 => DataType.TypeUint16,
        Datatype.UInt32 => DataType.TypeUint32,
        Datatype.UInt64 => DataType.TypeUint64,
        Datatype.Int8 => DataType.TypeInt8,
        Datatype.Int16 => DataType.TypeInt16,
        Datatype.Int32 => DataType.TypeInt32,
        Datatype.Int64 => DataType.TypeInt64,
        Datatype.Fp16 => DataType.TypeFp16,
        Datatype.Bf16 => DataType.TypeBf16,
        Datatype.Fp32 => DataType.TypeFp32,
        Datatype.Fp64 => DataType.TypeFp64,
        Datatype.Bytes => DataType.TypeString,
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "no wire type"),
    };
}
