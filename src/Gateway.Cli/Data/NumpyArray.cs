using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>One <c>.npy</c> array, formats 1 to 3, in C order.</summary>
internal static partial class NumpyArray
{
    /// <exception cref="FormatException">It is no such array, or of a kind that is not read.</exception>
    public static Column Read(string name, Stream stream)
    {
        string header = Header(stream);
        if (Description().Match(header) is not { Success: true } said)
        {
            throw new FormatException($"the header {header.Trim()} names no descr, fortran_order and shape");
        }

        long[] shape = [.. said.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(long.Parse)];
        if (shape.Length == 0 || (said.Groups["order"].Value == "True" && shape.Length > 1))
        {
            throw new FormatException(shape.Length == 0 ? "a scalar has no rows" : "it is in Fortran's order; save numpy.ascontiguousarray(…)");
        }

        int count = checked((int)shape.Aggregate(1L, (all, dimension) => all * dimension));
        return Column(name, said.Groups["type"].Value, shape, count, stream);
    }

    private static string Header(Stream stream)
    {
        byte[] start = new byte[8];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new FormatException("it does not begin as a .npy array does");
        }

        byte[] size = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        byte[] header = new byte[size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadInt32LittleEndian(size)];
        stream.ReadExactly(header);
        return Encoding.UTF8.GetString(header);
    }

    private static Column Column(string name, string type, long[] shape, int count, Stream stream) => type switch
    {
        "<f8" => Numbers<double>(name, shape, count, stream),
        "<f4" => Numbers<float>(name, shape, count, stream),
        "<f2" => Numbers<Half>(name, shape, count, stream),
        "<i8" => Numbers<long>(name, shape, count, stream),
        "<i4" => Numbers<int>(name, shape, count, stream),
        "<i2" => Numbers<short>(name, shape, count, stream),
        "|i1" => Numbers<sbyte>(name, shape, count, stream),
        "<u8" => Numbers<ulong>(name, shape, count, stream),
        "<u4" => Numbers<uint>(name, shape, count, stream),
        "<u2" => Numbers<ushort>(name, shape, count, stream),
        "|u1" or "|b1" => Numbers<byte>(name, shape, count, stream),
        _ when type.StartsWith("<U", StringComparison.Ordinal) && shape.Length == 1 => Texts(name, int.Parse(type[2..], null), count, stream),
        _ => throw new FormatException($"the type {type} is not read: little-endian numbers of any width, bool, and texts <Un in one dimension"),
    };

    private static NumberColumn Numbers<T>(string name, long[] shape, int count, Stream stream)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        T[] values = new T[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new NumberColumn(name, Array.ConvertAll(values, double.CreateSaturating), shape[1..]);
    }

    /// <summary>Every text has the same room, in UTF-32.</summary>
    private static TextColumn Texts(string name, int room, int count, Stream stream)
    {
        byte[] text = new byte[room * 4];
        return new TextColumn(name, [.. Enumerable.Range(0, count).Select(_ =>
        {
            stream.ReadExactly(text);
            return Encoding.UTF32.GetString(text).TrimEnd('\0');
        })]);
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[^)]*)\)")]
    private static partial Regex Description();
}
