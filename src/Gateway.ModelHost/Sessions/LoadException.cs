namespace Gateway.ModelHost.Sessions;

/// <summary>The model cannot be served.</summary>
/// <param name="check">What failed: <c>load</c> or <c>signature</c>.</param>
internal sealed class LoadException(string check, IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public string Check { get; } = check;

    public IReadOnlyList<string> Problems { get; } = problems;
}
