namespace Gateway.Core.Evaluation;

/// <summary>What a model said of every row, as far as it can be compared with a truth.</summary>
public abstract record Predictions
{
    public abstract int Rows { get; }

    /// <summary>A class for each row.</summary>
    /// <param name="Classes">Names of the classes, in the order of the scores.</param>
    /// <param name="Chosen">Places in <paramref name="Classes"/>; -1: none of them, so wrong whatever the truth.</param>
    /// <param name="Scores">A probability per class, row after row; empty: the model gives none.</param>
    public sealed record Classification(IReadOnlyList<string> Classes, int[] Chosen, double[] Scores) : Predictions
    {
        public override int Rows => Chosen.Length;
    }

    /// <summary>A number for each row.</summary>
    public sealed record Regression(double[] Values) : Predictions
    {
        public override int Rows => Values.Length;
    }
}
