using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>The tensors of a body whose bytes follow its JSON, joined in the order of their names there.</summary>
internal sealed class BinaryTensors(int available, string forModel)
{
    private readonly List<(Tensor Tensor, int Size)> _expected = [];

    public bool Any => _expected.Count > 0;

    /// <summary>Bytes of all of them.</summary>
    public long Size { get; private set; }

    /// <returns>A tensor that has no memory yet.</returns>
    /// <exception cref="ProtocolException">Its shape asks for another size, or for more than there is.</exception>
    public Tensor Expect(string name, Datatype datatype, long[] shape, long size)
    {
        long count = TensorShape.Count(name, datatype, shape, forModel);
        if (size > available - Size)
        {
            throw new ProtocolException($"unexpected size for input '{name}', expecting {size - (available - Size)} additional bytes{forModel}");
        }

        RawTensor.CheckSize(name, datatype, count, size, forModel);
        Tensor tensor = Tensor.WithoutMemory(name, datatype, shape);
        _expected.Add((tensor, (int)size));
        Size += size;
        return tensor;
    }

    /// <param name="bytes">All of them.</param>
    /// <param name="owner">The same in an array that outlives the tensors; default: they are copied.</param>
    /// <exception cref="ProtocolException">Bytes are left over, or are no such tensor.</exception>
    public void Fill(ReadOnlySpan<byte> bytes, ArraySegment<byte> owner)
    {
        if (bytes.Length > Size)
        {
            throw new ProtocolException($"unexpected additional input data{forModel}");
        }

        int at = 0;
        foreach ((Tensor tensor, int size) in _expected)
        {
            RawTensor.Fill(tensor, bytes.Slice(at, size), owner.Array is null ? default : owner.Slice(at, size), forModel);
            at += size;
        }
    }
}
