namespace Gateway.Contracts;

/// <summary>While it holds: no step, promotion or start. Rollback always works.</summary>
/// <param name="Windows">Cron expressions, UTC; frozen in each minute that one matches.</param>
public sealed record Freeze(
    IReadOnlyList<string> Models,
    DateTimeOffset? Until,
    IReadOnlyList<string>? Windows,
    string? Reason);
