namespace Gateway.Contracts;

/// <summary>A list's answer.</summary>
/// <param name="Next">The cursor of the next page; absent on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);
