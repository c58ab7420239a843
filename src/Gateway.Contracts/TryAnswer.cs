namespace Gateway.Contracts;

/// <summary>What a version answered to a request that was sent to try it.</summary>
/// <param name="Version">Which one did; null: none.</param>
/// <param name="Body">JSON, also of an error.</param>
public sealed record TryAnswer(int Status, string? Version, string Body);
