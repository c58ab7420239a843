namespace Gateway.Contracts;

/// <summary>One line of the journal.</summary>
/// <param name="Seq">The cursor of <c>/events</c>.</param>
public sealed record Event(
    long Seq,
    Guid Id,
    DateTimeOffset At,
    string Kind,
    string? Model,
    string? Version,
    Guid? Rollout,
    string? From,
    string? To,
    string? Actor,
    string? Reason,
    string? RequestId);
