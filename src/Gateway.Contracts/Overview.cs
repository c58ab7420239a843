namespace Gateway.Contracts;

/// <summary>Models, trouble first: <c>GET /overview</c>.</summary>
/// <param name="Items">As many as were asked for.</param>
/// <param name="Found">How many models have the search in their name.</param>
/// <param name="Models">How many there are.</param>
/// <param name="Troubled">Of all models those whose trouble is 60 or more.</param>
/// <param name="RequestsPerSecond">Of all models, over the last minute.</param>
public sealed record Overview(IReadOnlyList<ModelOverview> Items, int Found, int Models, int Troubled, double RequestsPerSecond);

/// <summary>A model, its last minute, and what it is in for.</summary>
/// <param name="Ended">Its latest rollout, when that ended within a day and none is live.</param>
/// <param name="Trouble">100 rolling back, 90 held, 80 rolled back within a day, 70 a guard in doubt, 60 and its share more errors than one in a hundred, 30 a rollout goes on, 0 all is well.</param>
/// <param name="Versions">The last minute, a point per version.</param>
public sealed record ModelOverview(Model Model, Rollout? Ended, double Trouble, IReadOnlyList<VersionStats> Versions)
{
    /// <summary>From here on somebody should look.</summary>
    public const double Troubled = 60;

    /// <summary>A share of errors above it is trouble.</summary>
    public const double TooManyErrors = 0.01;
}
