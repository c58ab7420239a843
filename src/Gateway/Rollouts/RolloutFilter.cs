namespace Gateway.Rollouts;

/// <param name="Model">Null: of every model.</param>
/// <param name="Models">Globs that the model must match one of; null: any.</param>
/// <param name="EndedAfter">Null: whether or not it has ended.</param>
internal sealed record RolloutFilter(string? Model, IReadOnlyList<string>? Models = null, bool ActiveOnly = false, DateTimeOffset? EndedAfter = null);
