namespace Gateway.Core.Models;

/// <summary>Tensor datatypes of the Open Inference Protocol; the member's name, in capitals, is the wire name.</summary>
public enum Datatype
{
    Bool,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Int8,
    Int16,
    Int32,
    Int64,
    Fp16,
    Bf16,
    Fp32,
    Fp64,
    Bytes,
}
