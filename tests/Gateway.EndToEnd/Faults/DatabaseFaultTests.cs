using System.Diagnostics;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>Somebody else holds the database: predictions and a rollback go on, what must be saved waits.</summary>
[Collection(nameof(Alone))]
public sealed class DatabaseFaultTests
{
    [LongFact]
    [Fault("database locked")]
    public Task A_database_that_is_locked_costs_no_prediction_and_stops_no_rollback() => LockedAsync("database locked", TimeSpan.FromSeconds(5));

    [LongFact]
    [Fault("database away for a minute")]
    public async Task A_database_that_is_away_for_a_minute_costs_no_prediction_and_stops_no_rollback()
    {
        await LockedAsync("database away for a minute", TimeSpan.FromMinutes(1), nameof(A_database_that_is_away_for_a_minute_costs_no_prediction_and_stops_no_rollback));
    }

    private static async Task LockedAsync(string fault, TimeSpan span, string test = nameof(A_database_that_is_locked_costs_no_prediction_and_stops_no_rollback))
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, "locked");
        Rollout run = await model.StandingAsync();
        await model.UntilAsync(run.Id, "progressing");
        await using Clients clients = new(gateway, ["locked"], ForeignModel.Body, perSecond: 100);
        await clients.SentAsync(100);
        Process? holder = Lock(Path.Combine(gateway.Data, "gateway.db"), span);
        Assert.SkipWhen(holder is null, "python3 is not installed");
        using (holder)
        {
            Assert.Equal("locked", await holder.StandardOutput.ReadLineAsync());
            model.Candidate.Answer = HostAnswers.FailAsync;
            await Eventually.TrueAsync(() => !model.Candidate.Seen.IsEmpty, "the candidate fails");
            await clients.SentAsync(300);
            int seen = model.Candidate.Seen.Count;
            await clients.SentAsync(100);
            Assert.Equal(seen, model.Candidate.Seen.Count); // rolled back, though nobody could save it
            await holder.WaitForExitAsync();
        }

        await Eventually.TrueAsync(
            async () => (await gateway.Client.RolloutAsync(run.Id, CancellationToken.None)).Phase == "rolledBack", "The rollback is saved", TimeSpan.FromSeconds(90), () => gateway.Process.Output);
        await clients.EndAsync();
        FaultRow.Tell(fault, clients, test);
        Assert.Equal(0, clients.Lost);
    }

    private static Process? Lock(string file, TimeSpan span)
    {
        string script = $"""
            import sqlite3, time
            held = sqlite3.connect({System.Text.Json.JsonSerializer.Serialize(file)}, isolation_level=None)
            held.execute("BEGIN IMMEDIATE")
            print("locked", flush=True)
            time.sleep({span.TotalSeconds})
            held.execute("ROLLBACK")
            """;
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
