using System.Diagnostics;
using Gateway.Contracts;
using Gateway.EndToEnd.Faults;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class ClockTests
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    [LongFact]
    [Fault("clock jumps")]
    public async Task The_wall_clock_may_jump_by_an_hour_either_way_and_nothing_is_decided_by_it()
    {
        Assert.SkipUnless(File.Exists(Library), "libfaketime is not installed");
        string clock = Path.Combine(Paths.Temporary("clock"), "now");
        await File.WriteAllTextAsync(clock, "+0");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library, ["FAKETIME_TIMESTAMP_FILE"] = clock, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        });
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, "jumps");
        await using Load load = model.Load(clients: 2);

        Rollout run = await model.RollOutAsync("2", null, Step(10), Step(50));
        await model.UntilAsync(run.Id, "progressing");
        long started = Stopwatch.GetTimestamp();
        await File.WriteAllTextAsync(clock, "+1h");
        await StepAsync(gateway, run, 1);
        TimeSpan first = Stopwatch.GetElapsedTime(started);
        await File.WriteAllTextAsync(clock, "-1h");
        Rollout ended = await model.UntilAsync(run.Id, "promoted", "held", "aborted", "rolledBack");
        TimeSpan whole = Stopwatch.GetElapsedTime(started);

        FaultRow.Tell("clock jumps", "200; the rollout takes its own time", TimeSpan.Zero, load.Failed, load.Sent);
        Assert.Equal(("promoted", 0), (ended.Phase, load.Failed));
        Assert.True(first > TimeSpan.FromSeconds(2), $"the step of 3 s ended after {first.TotalSeconds:0.0} s");
        Assert.True(whole < TimeSpan.FromSeconds(60), $"the rollout took {whole.TotalSeconds:0} s");
        IReadOnlyList<Event> lines = (await gateway.Client.EventsAsync("jumps", "rolloutChanged", 0, 100, CancellationToken.None)).Items;
        Assert.True(lines[^1].At < lines[0].At, "The wall clock is a label in the journal, and shows the jump.");
    }

    private static StepSpec Step(decimal weight) => new() { Weight = weight, MinDuration = "3s", MinSamples = 10 };

    private static Task StepAsync(GatewayProcess gateway, Rollout run, int index) => Eventually.TrueAsync(
        async () => (await gateway.Client.RolloutAsync(run.Id, CancellationToken.None)).StepIndex == index, $"Step {index}");
}
