using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Overview;

/// <summary>One line of the overview.</summary>
/// <param name="Observed">Percent per version, in force.</param>
/// <param name="Rollout">The live one, or the latest, when that ended within a day.</param>
/// <param name="ErrorShare">Null: there were no requests.</param>
/// <param name="P50">Seconds, of the version with most requests.</param>
public sealed record ModelRow(Model Model, IReadOnlyDictionary<string, decimal> Observed, Rollout? Rollout, bool Troubled, double PerSecond, double? ErrorShare, double? P50, double? P95, double? P99)
{
    private const double Minute = 60;

    /// <summary>All that a reader sees of it: two that read the same need no new line.</summary>
    public string Shown { get; } = string.Join(
        '|', Model.Name, Model.Versions, Model.Baseline, Weights(Model.Traffic?.Weights), Weights(Observed), Rollout?.Id, Rollout?.Phase, Rollout?.HeldBecause, Troubled, Format.PerSecond(PerSecond), ErrorShare > ModelOverview.TooManyErrors,
        ErrorShare is { } share ? Format.Share(share) : null, Format.Latency(P50), Format.Latency(P95), Format.Latency(P99));

    public static ModelRow Of(ModelOverview seen)
    {
        (string Version, StatsPoint Point)[] versions = [.. seen.Versions.Where(version => version.Points.Count > 0).Select(version => (version.Version, version.Points[0]))];
        long requests = versions.Sum(version => version.Point.Requests);
        StatsPoint? busiest = versions.Select(version => version.Point).MaxBy(point => point.Requests);
        return new ModelRow(
            seen.Model, versions.Where(version => version.Point.Weight > 0).ToDictionary(version => version.Version, version => version.Point.Weight), seen.Model.Rollout ?? seen.Ended,
            seen.Trouble >= ModelOverview.Troubled, requests / Minute, requests == 0 ? null : (double)versions.Sum(version => version.Point.Errors) / requests, busiest?.P50, busiest?.P95, busiest?.P99);
    }

    private static string Weights(IEnumerable<KeyValuePair<string, decimal>>? weights) => string.Join(' ', weights ?? []);
}
