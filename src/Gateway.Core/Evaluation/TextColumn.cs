namespace Gateway.Core.Evaluation;

/// <param name="Values">Empty where one is missing.</param>
public sealed record TextColumn(string Name, string[] Values) : Column(Name)
{
    public override int Rows => Values.Length;

    public override string Text(int row) => Values[row];
}
