namespace Gateway.Core.Models;

/// <summary>Wire names and sizes of the datatypes.</summary>
public static class Datatypes
{
    private static readonly string[] Names =
        [.. Enum.GetValues<Datatype>().Select(datatype => datatype.ToString().ToUpperInvariant())];

    public static string Name(this Datatype datatype) => Names[(int)datatype];

    /// <summary>Bytes of one element; 0 for BYTES, whose elements vary.</summary>
    public static int ElementSize(this Datatype datatype) => datatype switch
    {
        Datatype.Bool or Datatype.UInt8 or Datatype.Int8 => 1,
        Datatype.UInt16 or Datatype.Int16 or Datatype.Fp16 or Datatype.Bf16 => 2,
        Datatype.UInt32 or Datatype.Int32 or Datatype.Fp32 => 4,
        Datatype.UInt64 or Datatype.Int64 or Datatype.Fp64 => 8,
        _ => 0,
    };

    public static bool TryParse(string name, out Datatype datatype)
    {
        int index = Array.IndexOf(Names, name);
        datatype = (Datatype)Math.Max(index, 0);
        return index >= 0;
    }
}
