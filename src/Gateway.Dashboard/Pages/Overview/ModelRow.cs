using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Overview;

/// <summary>One model of the overview: what it is, its last minute, and what it is in for.</summary>
/// <param name="Observed">Percent per version, in force.</param>
/// <param name="Ended">Its latest rollout, when that ended within the day and none is live.</param>
/// <param name="P50">Seconds, of the version with most requests.</param>
public sealed record ModelRow(Model Model, IReadOnlyDictionary<string, decimal> Observed, double PerSecond, double? ErrorShare, double? P50, double? P95, double? P99, Rollout? Ended)
{
    private const double Minute = 60;

    /// <summary>For so long a model stands where its rollout ended badly.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public Rollout? Rollout => Model.Rollout ?? Ended;

    /// <summary>Greater is worse; 0: all is well and nothing goes on.</summary>
    public double Trouble => Rollout switch
    {
        { Phase: "rollingBack" } => 100,
        { Phase: "held" } => 90,
        { Phase: "rolledBack" } => 80,
        { EndedAt: null } run when run.Guards.Any(guard => guard.Verdict is "suspect" or "failed") => 70,
        _ when ErrorShare > 0.01 => 60 + ErrorShare.Value,
        { EndedAt: null } => 30,
        _ => 0,
    };

    /// <returns>Trouble first, then by name.</returns>
    public static IReadOnlyList<ModelRow> Of(IEnumerable<Model> models, IEnumerable<Stats> minute, IEnumerable<Rollout> rollouts, DateTimeOffset now)
    {
        Dictionary<string, Stats> stats = minute.ToDictionary(model => model.Model);
        Dictionary<string, Rollout> ended = rollouts.Where(run => run.EndedAt > now - Day).GroupBy(run => run.Model).ToDictionary(runs => runs.Key, runs => runs.MaxBy(run => run.StartedAt)!);
        return [.. models.Select(model => Row(model, stats.GetValueOrDefault(model.Name), ended.GetValueOrDefault(model.Name))).OrderByDescending(row => row.Trouble).ThenBy(row => row.Model.Name, StringComparer.Ordinal)];
    }

    private static ModelRow Row(Model model, Stats? stats, Rollout? ended)
    {
        (string Version, StatsPoint Point)[] versions = [.. (stats?.Versions ?? []).Where(version => version.Points.Count > 0).Select(version => (version.Version, version.Points[0]))];
        long requests = versions.Sum(version => version.Point.Requests);
        StatsPoint? busiest = versions.Select(version => version.Point).MaxBy(point => point.Requests);
        return new ModelRow(
            model, versions.Where(version => version.Point.Weight > 0).ToDictionary(version => version.Version, version => version.Point.Weight), requests / Minute,
            requests == 0 ? null : (double)versions.Sum(version => version.Point.Errors) / requests, busiest?.P50, busiest?.P95, busiest?.P99, ended);
    }
}
