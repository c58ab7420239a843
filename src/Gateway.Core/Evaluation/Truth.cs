namespace Gateway.Core.Evaluation;

/// <summary>What a data set says is right.</summary>
public abstract record Truth
{
    /// <param name="Places">In the classes of the predictions.</param>
    public sealed record OfClasses(int[] Places) : Truth;

    public sealed record OfNumbers(double[] Values) : Truth;
}
