namespace Gateway.Core.Analysis.Counting;

/// <summary>A count that many threads add to: each on a cache line of its own.</summary>
internal sealed class StripedCount
{
    private const int Stride = 16; // longs in two cache lines
    private static readonly int Stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    private readonly long[] _counts = new long[Stripes * Stride];

    public void Add() => Interlocked.Increment(ref _counts[(Thread.GetCurrentProcessorId() & (Stripes - 1)) * Stride]);

    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _counts.Length; i += Stride)
            {
                total += Volatile.Read(ref _counts[i]);
            }

            return total;
        }
    }
}
