namespace Gateway.Cli.Checks;

/// <summary>One check and what came of it.</summary>
/// <param name="Check">A group and a name, such as <c>sanity.finite</c>.</param>
/// <param name="Result"><c>passed</c>, <c>failed</c> or <c>inconclusive</c>.</param>
internal sealed record Checked(string Check, string Result, string Says);
