using System.CommandLine;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Core.Simulation;

namespace Gateway.Cli.Commands;

/// <summary>The traffic of a simulation, as options.</summary>
internal sealed class SimulateOptions
{
    private static readonly TimeSpan SlowTick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LiveTick = TimeSpan.FromMilliseconds(250);

    private readonly Option<double> _rate = new("--rate") { Description = "Requests a second. Default 10.", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _baselineBad = new("--baseline-bad") { Description = "Percent of the baseline's requests that fail. Default 0.1.", DefaultValueFactory = _ => 0.1 };
    private readonly Option<double?> _candidateBad = new("--candidate-bad") { Description = "Percent of the candidate's. Default: as the baseline." };
    private readonly Option<string> _latency = new("--latency") { Description = "The baseline's median, a duration. Default 20ms.", DefaultValueFactory = _ => "20ms" };
    private readonly Option<string?> _candidateLatency = new("--candidate-latency") { Description = "The candidate's median, a duration. Default: as the baseline." };
    private readonly Option<double> _spread = new("--spread") { Description = "Standard deviation of the latency's natural logarithm. Default 0.4: a p99 of 2.5 times the median.", DefaultValueFactory = _ => 0.4 };
    private readonly Option<int> _users = new("--users") { Description = "Number of sticky users; 0: no keys. Default 0." };
    private readonly Option<int> _seeds = new("--seeds") { Description = "Number of runs. Default 100.", DefaultValueFactory = _ => 100 };
    private readonly Option<string> _until = new("--until") { Description = "A duration: a run that is undecided by then ends. Default 24h.", DefaultValueFactory = _ => "24h" };

    public Option<string?> Traffic { get; } = new("--traffic") { Description = "Recorded attempts as JSON lines: at, arm, outcome, ms and key." };

    public IEnumerable<Option> All => [Traffic, _rate, _baselineBad, _candidateBad, _latency, _candidateLatency, _spread, _users, _seeds, _until];

    public int Seeds(ParseResult result) => InRange(result.GetValue(_seeds), 1, 100_000, "--seeds");

    /// <summary>A quarter of a second between decisions, as live; five where requests are minutes apart and nothing happens between them.</summary>
    public Scenario Scenario(ParseResult result, RolloutPlan plan) => new(plan, Time(result.GetValue(_until)!, "--until"))
    {
        Tick = result.GetValue(Traffic) is null && result.GetValue(_rate) < 0.05 ? SlowTick : LiveTick,
    };

    public SyntheticTraffic Synthetic(ParseResult result)
    {
        double bad = InRange(result.GetValue(_baselineBad), 0, 100, "--baseline-bad");
        double spread = InRange(result.GetValue(_spread), 0.01, 3, "--spread");
        string latency = result.GetValue(_latency)!;
        return new SyntheticTraffic(
            InRange(result.GetValue(_rate), 1e-4, 1e4, "--rate"),
            new VersionBehaviour(bad / 100, new LatencyShape(Positive(latency, "--latency"), spread)),
            new VersionBehaviour(
                InRange(result.GetValue(_candidateBad) ?? bad, 0, 100, "--candidate-bad") / 100,
                new LatencyShape(Positive(result.GetValue(_candidateLatency) ?? latency, "--candidate-latency"), spread)))
        {
            Users = InRange(result.GetValue(_users), 0, 1_000_000, "--users"),
        };
    }

    private static T InRange<T>(T value, T least, T most, string option)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? value : throw new UsageException($"{option} must be from {least} to {most}, got {value}.");

    private static TimeSpan Positive(string text, string option) => Time(text, option) is { Ticks: > 0 } time ? time : throw new UsageException($"{option} must be above zero.");

    private static TimeSpan Time(string text, string option) => Durations.TryParse(text, out TimeSpan time) ? time : throw new UsageException($"{option} must be {Durations.Form}, got {text}.");
}
