using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Simulations;
using Gateway.Contracts;
using Gateway.Core.Simulation;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl simulate PLAN.json</c>: what a plan would do to traffic, through the judge's own code.</summary>
internal static class SimulateCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> file = new("plan") { Description = "A resolved plan: what a dry run, a rollout or its evidence holds." };
        SimulateOptions options = new();
        Command command = new("simulate", "Tries a plan on made-up or recorded traffic, offline.");
        command.Arguments.Add(file);
        foreach (Option option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, token) => RunAsync(context, result, result.GetValue(file)!, options, token));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, string file, SimulateOptions options, CancellationToken cancellationToken)
    {
        Scenario scenario = options.Scenario(result, PlanFile.Read(await File.ReadAllTextAsync(file, cancellationToken)));
        Func<ulong, IWorkload> traffic = result.GetValue(options.Traffic) is { } recording
            ? RecordingFile.Read(await File.ReadAllLinesAsync(recording, cancellationToken)).Start
            : options.Synthetic(result).Start;
        SimulatedRun[] runs = new SimulatedRun[options.Seeds(result)];
        Parallel.For(0, runs.Length, new ParallelOptions { CancellationToken = cancellationToken }, seed => runs[seed] = Simulation.Run(scenario, traffic((ulong)seed + 1), (ulong)seed + 1));
        IReadOnlyList<Ending> endings = Summary.Of(runs);
        return context.Show(result, endings, ["outcome", "because", "runs", "share", "time", "time 95 %", "bad"], endings.Select(ending => new[]
        {
            ending.Outcome, ending.Because, $"{ending.Runs}", (ending.Share * 100).ToString("0.# '%'", CultureInfo.InvariantCulture), Time(ending.Seconds), Time(ending.Seconds95), $"{ending.Bad}",
        }));
    }

    private static string Time(double seconds) => Durations.Format(TimeSpan.FromSeconds(seconds < 10 ? Math.Round(seconds, 2) : Math.Round(seconds)));
}
