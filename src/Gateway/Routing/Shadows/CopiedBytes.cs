using System.Buffers;

namespace Gateway.Routing.Shadows;

/// <summary>Bytes kept in pooled memory, at most 1 MiB and within the budget of all copies. What does not fit empties it for good.</summary>
internal sealed class CopiedBytes(CopyBudget budget) : IDisposable
{
    public const int Most = 1 << 20;
    private const int Least = 4096;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>Nothing was left out.</summary>
    public bool Whole { get; private set; } = true;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public void Add(ReadOnlySpan<byte> more)
    {
        if (more.Length > Most - _length)
        {
            Dispose();
        }
        else if (Whole && Reserve(more.Length))
        {
            more.CopyTo(_bytes.AsSpan(_length));
            _length += more.Length;
        }
    }

    /// <summary>Reads a stream to its end, or until it is too long.</summary>
    public async Task ReadAsync(Stream from, CancellationToken cancellationToken)
    {
        while (Reserve(1))
        {
            int read = await from.ReadAsync(_bytes.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _length += read;
            Whole = _length <= Most;
        }
    }

    public void Dispose()
    {
        budget.Give(_bytes.Length);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        (_bytes, _length, Whole) = ([], 0, false);
    }

    private bool Reserve(int more)
    {
        if (!Whole || _length + more > Most + 1)
        {
            Dispose();
            return false;
        }

        if (_length + more <= _bytes.Length)
        {
            return true;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(Least, _length + more), Math.Min(2 * _length, Most + 1)));
        if (!budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            Dispose();
            return false;
        }

        Memory.Span.CopyTo(larger);
        (byte[] smaller, _bytes) = (_bytes, larger);
        budget.Give(smaller.Length);
        if (smaller.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(smaller);
        }

        return true;
    }
}
