using System.Buffers;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>One named tensor, row-major, in pooled memory or in memory that another owns. Dispose gives the pooled memory back.</summary>
public sealed class Tensor : ITensor, IDisposable
{
    private byte[] _data = [];
    private int _start;
    private bool _borrowed;

    /// <param name="shape">Every dimension ≥ 0; empty for a scalar.</param>
    public Tensor(string name, Datatype datatype, long[] shape)
        : this(name, datatype, shape, checked((int)CountOf(shape))) => Rent(datatype == Datatype.Bytes ? Count * 8 : checked(Count * datatype.ElementSize()));

    private Tensor(string name, Datatype datatype, long[] shape, int count)
    {
        (Name, Datatype, Shape, Count) = (name, datatype, shape, count);
        Ends = datatype == Datatype.Bytes ? new int[Count] : [];
    }

    public string Name { get; }

    public Datatype Datatype { get; }

    public long[] Shape { get; }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>Where each element of a BYTES tensor ends in <see cref="Data"/>.</summary>
    public int[] Ends { get; }

    /// <summary>Elements in the machine's byte order; the joined elements of a BYTES tensor.</summary>
    public Span<byte> Data => _data.AsSpan(_start, Datatype == Datatype.Bytes ? (Count == 0 ? 0 : Ends[^1]) : Count * Datatype.ElementSize());

    ReadOnlySpan<byte> ITensor.Data => Data;

    /// <summary>For pinning: begins where the data does.</summary>
    public Memory<byte> Memory => _data.AsMemory(_start);

    /// <summary>One whose memory comes later, by <see cref="Rent"/> or <see cref="Borrow"/>.</summary>
    public static Tensor WithoutMemory(string name, Datatype datatype, long[] shape) => new(name, datatype, shape, checked((int)CountOf(shape)));

    /// <summary>Pooled memory: at least one byte, so that there is something to pin.</summary>
    public void Rent(int bytes) => _data = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes));

    /// <summary>Shows memory that its owner keeps for as long as the tensor is used.</summary>
    public void Borrow(ArraySegment<byte> memory) => (_data, _start, _borrowed) = (memory.Array!, memory.Offset, true);

    public ReadOnlySpan<byte> Element(int index) => _data.AsSpan((index == 0 ? 0 : Ends[index - 1])..Ends[index]);

    /// <summary>The next element of a BYTES tensor: elements are set in order.</summary>
    /// <returns>Room for at most <paramref name="most"/> bytes, to be ended with <see cref="EndElement"/>.</returns>
    public Span<byte> BeginElement(int index, int most)
    {
        int start = index == 0 ? 0 : Ends[index - 1];
        if (start + most > _data.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_data.Length * 2, start + most));
            _data.AsSpan(0, start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_data);
            _data = larger;
        }

        return _data.AsSpan(start, most);
    }

    public void EndElement(int index, int length) => Ends[index] = (index == 0 ? 0 : Ends[index - 1]) + length;

    public void Dispose()
    {
        byte[] data = Interlocked.Exchange(ref _data, []);
        _start = 0;
        if (data.Length > 0 && !_borrowed)
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    /// <returns>The product of the dimensions; <see cref="long.MaxValue"/> when it does not fit.</returns>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            count = dimension == 0 ? 0 : count > long.MaxValue / dimension ? long.MaxValue : count * dimension;
        }

        return count;
    }
}
