namespace Gateway.ModelHost.Batching;

/// <summary>What runs of one model take: a part that each costs whatever it holds, and a part for each row. Least squares over the last runs, the older the less they count.</summary>
internal readonly record struct RunCost
{
    private const double Kept = 0.95; // of the past, with each run: half of what is known is of the last 14
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(1);

    /// <summary>A run's time, of late; zero: none has ended.</summary>
    public TimeSpan Mean { get; private init; }

    /// <summary>So much longer take two runs than one with the rows of both; zero: nothing, or not known.</summary>
    public TimeSpan Fixed { get; private init; }

    /// <summary>A thread of its own is worth its while.</summary>
    public bool IsLong => Mean >= Long;

    private Line Runs { get; init; }

    /// <summary>A run that says nothing of others: its request is larger than any joined run.</summary>
    public RunCost With(TimeSpan took) => this with { Mean = Mean == TimeSpan.Zero ? took : (Kept * Mean) + ((1 - Kept) * took) };

    /// <param name="rows">At least 1, and at most those of a joined run.</param>
    public RunCost With(TimeSpan took, long rows)
    {
        Line runs = Runs.With(rows, took / TimeSpan.FromMilliseconds(1));
        TimeSpan known = runs.TellsApart ? TimeSpan.FromMilliseconds(runs.Start) : Fixed, mean = runs.Mean;
        return With(took) with { Runs = runs, Fixed = known < mean ? known : mean };
    }

    /// <summary>Sums over runs, faded: of rows x and milliseconds y.</summary>
    private readonly record struct Line(double Count, double X, double Y, double Xx, double Xy)
    {
        public TimeSpan Mean => TimeSpan.FromMilliseconds(Y / Count);

        /// <summary>Sizes differ by an eighth or more: those of nearly one size tell nothing new.</summary>
        public bool TellsApart => Spread > X * X / 64;

        /// <summary>Milliseconds of a run without rows.</summary>
        public double Start => Math.Max(0, ((Xx * Y) - (X * Xy)) / Spread);

        private double Spread => (Count * Xx) - (X * X);

        public Line With(double x, double y) => new((Kept * Count) + 1, (Kept * X) + x, (Kept * Y) + y, (Kept * Xx) + (x * x), (Kept * Xy) + (x * y));
    }
}
