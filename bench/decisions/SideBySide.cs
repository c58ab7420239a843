using Gateway.Core.Simulation;
using Gateway.Decisions.Peers;

namespace Gateway.Decisions;

/// <param name="Seconds">Median until the right end: promotion for a version that should be, rollback for one that should not; NaN: never.</param>
/// <param name="Bad">Failed requests of the candidate, median over all runs.</param>
internal sealed record Cell(string Judge, string Rate, string Version, double RolledBack, double Promoted, double Seconds, double Bad, int Runs);

/// <summary>Every judge on the same versions at every rate.</summary>
internal sealed class SideBySide(Bench bench)
{
    public static readonly (string Name, VersionBehaviour Behaviour, bool ShouldPass)[] Candidates =
    [
        ("identical", Versions.Good, true), ("10 % slower", Versions.Slower(1.1), true), ("better", Versions.Better, true),
        ("5 % bad", Versions.Bad(0.05), false), ("dead", Versions.Dead, false), ("1.5 × slower", Versions.Slower(1.5), false),
    ];

    private static readonly (string Name, Func<IWorld, Ended> Rule, bool Equal)[] Peers =
        [("Flagger", Flagger.Run, false), ("Argo", Argo.Run, false), ("Kayenta", Kayenta.Run, true), ("peeked z", PeekedZ.Run, false)];

    public static IEnumerable<string> Judges => Peers.Select(peer => peer.Name).Prepend("Gateway");

    public IEnumerable<Cell> Cells() =>
        from rate in Rates.All
        from candidate in Candidates
        from cell in Of(rate, candidate)
        select cell;

    private IEnumerable<Cell> Of(Rate rate, (string Name, VersionBehaviour Behaviour, bool ShouldPass) candidate)
    {
        SimulatedRun[] runs = bench.Runs(
            rate.Seeds, Bench.Scenario(rate.PerSecond, until: TimeSpan.FromDays(8)), new SyntheticTraffic(rate.PerSecond, Versions.Good, candidate.Behaviour));
        yield return Sum("Gateway", rate.Name, candidate, [.. runs.Select(run => (run.RolledBack, run.Promoted, (run.PromotedAt ?? run.FailedAt)?.TotalSeconds ?? double.NaN, run.Bad))]);
        foreach ((string name, Func<IWorld, Ended> rule, bool equal) in Peers)
        {
            Ended[] ends = bench.Peers(name == "Kayenta" ? 200 : 1000, rule, Versions.Good, candidate.Behaviour, rate.PerSecond, equal);
            yield return Sum(name, rate.Name, candidate, [.. ends.Select(end => (!end.Promoted, end.Promoted, end.Seconds, end.Bad))]);
        }
    }

    private static Cell Sum(string judge, string rate, (string Name, VersionBehaviour Behaviour, bool ShouldPass) candidate, (bool Back, bool Promoted, double Seconds, long Bad)[] ends) => new(
        judge, rate, candidate.Name, Figures.Share(ends, end => end.Back), Figures.Share(ends, end => end.Promoted),
        Figures.Median(ends.Where(end => candidate.ShouldPass ? end.Promoted : end.Back).Select(end => end.Seconds)),
        Figures.Median(ends.Select(end => (double)end.Bad)), ends.Length);
}
