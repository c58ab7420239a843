using Gateway.Core.Rollouts;
using Gateway.Core.Simulation;

namespace Gateway.Cli.Simulations;

/// <summary>One way in which runs ended.</summary>
/// <param name="Outcome">promoted, rolledBack, held, undecided.</param>
/// <param name="Because">The guard, or why it is held.</param>
/// <param name="Seconds">Median until then.</param>
/// <param name="Seconds95">In 95 % of those runs sooner.</param>
/// <param name="Bad">Bad attempts of the candidate, median, before any rescue.</param>
internal sealed record Ending(string Outcome, string? Because, int Runs, double Share, double Seconds, double Seconds95, long Bad);

internal static class Summary
{
    public static IReadOnlyList<Ending> Of(IReadOnlyCollection<SimulatedRun> runs) =>
    [
        .. runs.GroupBy(Name).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => new Ending(
            group.Key.Outcome, group.Key.Because, group.Count(), (double)group.Count() / runs.Count,
            At([.. group.Select(Seconds).Order()], 0.5), At([.. group.Select(Seconds).Order()], 0.95), (long)At([.. group.Select(run => (double)run.Bad).Order()], 0.5))),
    ];

    private static (string Outcome, string? Because) Name(SimulatedRun run) => run switch
    {
        { RolledBack: true } => ("rolledBack", run.FailedBy?.Split(": ")[0]),
        { Promoted: true } => ("promoted", null),
        { State.HeldBecause: { } because } => ("held", Words(because)),
        _ => ("undecided", null),
    };

    private static double Seconds(SimulatedRun run) => (run.FailedAt ?? run.PromotedAt ?? run.At).TotalSeconds;

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static string Words(HeldBecause because) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(because.ToString());
}
