using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Kill -9 right behind every line that a rollout writes into the journal.</summary>
public sealed class CrashTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [LongFact]
    public async Task A_rollout_that_is_cut_off_behind_any_line_is_promoted_in_the_end_and_explained()
    {
        string[] lines = await LinesAsync("whole", fails: false, killBehind: null);
        Assert.Equal(["preparing", "progressing 10 %", "progressing 50 %", "promoting", "baking", "promoted"], lines);

        foreach (int line in Enumerable.Range(0, lines.Length))
        {
            string[] cut = await LinesAsync($"cut{line}", fails: false, killBehind: line);
            Assert.Equal("promoted", cut[^1]);
        }
    }

    [LongFact]
    public async Task A_candidate_that_failed_gets_nothing_after_any_crash_on_its_way_out()
    {
        string[] lines = await LinesAsync("dead", fails: true, killBehind: null);
        Assert.Equal(["preparing", "progressing 10 %", "rollingBack", "rolledBack"], lines);

        foreach (int line in new[] { 1, 2, 3 })
        {
            string[] cut = await LinesAsync($"dead{line}", fails: true, killBehind: line);
            Assert.Equal("rolledBack", cut[^1]);
        }
    }

    /// <returns>The states that the journal tells of, a state as often as it was entered.</returns>
    private async Task<string[]> LinesAsync(string name, bool fails, int? killBehind)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, name);
        int failed = 0;
        model.Candidate.Answer = !fails ? HostAnswers.OkAsync : context =>
        {
            Interlocked.Increment(ref failed);
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using (model.Load(clients: 2))
        {
            Rollout run = await model.RollOutAsync("2");
            if (killBehind is { } line)
            {
                await Eventually.TrueAsync(async () => (await StatesAsync(name)).Length > line, $"Line {line} of {name}", otherwise: () => _gateway.Process.Output);
                bool out_ = fails && line >= 2;
                _gateway.Process.Kill();
                await _gateway.Process.ExitAsync();
                int before = Volatile.Read(ref failed);
                await _gateway.RestartAsync();
                await model.UntilAsync(run.Id, "promoted", "rolledBack");
                Assert.True(!out_ || Volatile.Read(ref failed) == before, "A candidate that was rolled back got a request after the crash.");
            }

            await model.UntilAsync(run.Id, "promoted", "rolledBack");
        }

        string[] states = await StatesAsync(name);
        await _gateway.Client.DeleteModelAsync(name, force: true, CancellationToken.None);
        return states;
    }

    /// <summary>Each line begins where the one before ended: the journal has no gap.</summary>
    private async Task<string[]> StatesAsync(string model)
    {
        IReadOnlyList<Event> lines = (await _gateway.Client.EventsAsync(model, "rolloutChanged", 0, 100, CancellationToken.None)).Items;
        foreach ((Event before, Event after) in lines.Zip(lines.Skip(1)))
        {
            Assert.Equal(before.To, after.From);
        }

        return [.. lines.Take(1).Select(line => line.From!), .. lines.Select(line => line.To!)];
    }
}
