namespace Gateway.Contracts;

/// <summary>A name that points at a version of a model and may move.</summary>
/// <param name="Revision">The entity tag's number: it grows with every move.</param>
public sealed record Alias(string Name, string Version, long Revision);

/// <summary>The body of <c>PUT /models/{m}/aliases/{name}</c>.</summary>
public sealed record AliasSpec
{
    public string? Version { get; init; }
    public string? Reason { get; init; }
}
