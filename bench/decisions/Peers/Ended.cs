namespace Gateway.Decisions.Peers;

/// <summary>How a rollout under a peer's rule ended.</summary>
/// <param name="Promoted">Else rolled back.</param>
/// <param name="Seconds">Until then.</param>
/// <param name="Bad">Failed requests of the candidate by then.</param>
internal readonly record struct Ended(bool Promoted, double Seconds, long Bad);

/// <summary>What a metrics store will say of both versions: one run.</summary>
internal interface IWorld
{
    /// <param name="weight">Share of the candidate.</param>
    (Window Baseline, Window Candidate) Next(double weight, double seconds);
}
