namespace Gateway.Contracts;

/// <summary>A model as <c>GET /models/{m}</c> shows it.</summary>
public sealed record Model(
    string Name,
    string? Baseline,
    string? PreviousBaseline,
    DateTimeOffset? WarmUntil,
    Traffic? Traffic,
    Rollout? Rollout,
    int Versions,
    string? SwitchingTo = null);
