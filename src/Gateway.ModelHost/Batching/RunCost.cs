namespace Gateway.ModelHost.Batching;

/// <summary>What runs of one model take: a part that each costs whatever it holds, and a part for each row. Least squares over the last runs, the older the less they count.</summary>
internal readonly record struct RunCost
{
    private const double Kept = 0.98; // of the past, with each run: half of what is known is of the last 35
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(1);

    private readonly double _runs, _rows, _time, _squares, _products;

    private RunCost(double runs, double rows, double time, double squares, double products, double known)
    {
        (_runs, _rows, _time, _squares, _products) = (runs, rows, time, squares, products);
        double spread = (runs * squares) - (rows * rows), mean = time / runs;
        Fixed = spread > rows * rows / 64 // else sizes differ by less than an eighth and tell nothing new
            ? Math.Clamp(((squares * time) - (rows * products)) / spread, 0, mean)
            : Math.Min(known, mean);
    }

    /// <summary>Milliseconds that two runs take longer than one with the rows of both; 0: not known, or nothing.</summary>
    public double Fixed { get; }

    /// <summary>A thread of its own is worth its while.</summary>
    public bool IsLong => _time >= _runs * Long.TotalMilliseconds && _runs > 0;

    /// <param name="rows">At least 1.</param>
    public RunCost With(long rows, TimeSpan took)
    {
        double time = took.TotalMilliseconds;
        return new RunCost(
            (_runs * Kept) + 1, (_rows * Kept) + rows, (_time * Kept) + time, (_squares * Kept) + ((double)rows * rows), (_products * Kept) + (rows * time), Fixed);
    }
}
