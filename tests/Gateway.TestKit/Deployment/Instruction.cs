namespace Gateway.TestKit.Deployment;

/// <summary>One instruction of a Dockerfile.</summary>
/// <param name="Stage">The stage's name.</param>
public sealed record Instruction(string Stage, string Keyword, string Arguments)
{
    /// <summary>Of a COPY: everything but the options and the last word.</summary>
    public string[] Sources => Words[..^1];

    /// <summary>Of a COPY: the last word.</summary>
    public string Target => Words[^1];

    /// <summary>Of a COPY: the stage it takes from; null: the checkout.</summary>
    public string? From => Arguments.Split(' ').FirstOrDefault(word => word.StartsWith("--from=", StringComparison.Ordinal))?["--from=".Length..];

    private string[] Words => [.. Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
}
