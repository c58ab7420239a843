namespace Gateway.Dashboard.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Role">Its colour, as <see cref="Roles"/> names it; with a further word for a dash.</param>
/// <param name="Values">One per slot of the chart, oldest first; null: none was measured.</param>
public sealed record ChartSeries(string Name, string Role, IReadOnlyList<double?> Values)
{
    /// <summary>Between what each value lies, a slot each as of <see cref="Values"/>; null: nobody said.</summary>
    public IReadOnlyList<ChartBounds?>? Bounds { get; init; }
}

/// <param name="High">Null: too little was measured to say.</param>
public sealed record ChartBounds(double Low, double? High);

/// <summary>Something that happened, marked on the axis.</summary>
/// <param name="At">0 … 1 of the axis.</param>
public sealed record ChartMark(double At, string Kind, string Text);
