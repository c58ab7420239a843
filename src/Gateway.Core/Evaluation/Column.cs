namespace Gateway.Core.Evaluation;

/// <summary>One column of a data set: of numbers or of texts.</summary>
/// <param name="Name">As its file has it.</param>
public abstract record Column(string Name)
{
    public abstract int Rows { get; }

    /// <summary>Values of one row, at least one.</summary>
    public virtual int Width => 1;

    /// <summary>One value as text: what a class or a slice is called.</summary>
    /// <returns>Empty where it is missing.</returns>
    public abstract string Text(int row);
}
