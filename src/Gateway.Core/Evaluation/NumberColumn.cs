using System.Globalization;

namespace Gateway.Core.Evaluation;

/// <param name="Values">Row after row; NaN where one is missing.</param>
/// <param name="RowShape">Of one row's values; empty: one value.</param>
public sealed record NumberColumn(string Name, double[] Values, IReadOnlyList<long> RowShape) : Column(Name)
{
    public NumberColumn(string name, double[] values)
        : this(name, values, [])
    {
    }

    public override int Rows => Values.Length / Width;

    public override int Width { get; } = (int)RowShape.Aggregate(1L, (all, dimension) => all * dimension);

    /// <summary>Whole numbers without a point: the class 3 is "3", wherever it was read from.</summary>
    public override string Text(int row) => double.IsNaN(Values[row * Width]) ? "" : Values[row * Width].ToString("R", CultureInfo.InvariantCulture);
}
