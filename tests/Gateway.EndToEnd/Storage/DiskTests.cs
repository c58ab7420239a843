using System.Net;
using Gateway.Contracts;
using Gateway.EndToEnd.Faults;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Storage;

/// <summary>A disk that fills up takes pushes away, never predictions or a rollback.</summary>
public sealed class DiskTests
{
    [LongFact]
    [Fault("disk full")]
    public async Task Below_a_tenth_free_pushes_get_507_and_on_a_full_disk_predictions_and_a_rollback_go_on()
    {
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 64);
        Assert.SkipWhen(disk is null, SmallDisk.Reason);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(new Dictionary<string, string>(), Path.Combine(disk.Path, "data"));
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, "full");
        Rollout run = await model.StandingAsync();
        await model.UntilAsync(run.Id, "progressing");

        disk.Fill(free: 4 << 20);
        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => gateway.PushAsync("digits", Digits.Artifact(1)));
        Assert.Equal((507, "disk-full"), (refused.Problem.Status, refused.Problem.Type));
        Assert.Equal(507, (await Assert.ThrowsAsync<GatewayException>(() => gateway.Client.TakeBackupAsync(CancellationToken.None))).Problem.Status);

        disk.Fill(free: 0);
        await using Load load = model.Load(clients: 2);
        await load.AnsweredAsync(200);
        model.Candidate.Answer = HostAnswers.FailAsync;
        await Eventually.TrueAsync(
            async () =>
            {
                int seen = model.Candidate.Seen.Count;
                await load.AnsweredAsync(100);
                return model.Candidate.Seen.Count == seen;
            },
            "The failing candidate is off the path, though nothing can be written");
        await load.StopAsync();
        Assert.Equal([(int)HttpStatusCode.OK], load.Statuses.Keys);
        FaultRow.Tell("disk full", "200; pushes 507; a failing candidate is taken off", TimeSpan.Zero, load.Failed, load.Sent);

        disk.Free();
        await model.UntilAsync(run.Id, "rolledBack");
        Assert.Equal("1", (await gateway.PushAsync("digits", Digits.Artifact(1))).Number);
    }
}
