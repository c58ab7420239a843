using Gateway.Contracts;
using Gateway.EndToEnd.Hosts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>What clients see when one of two host processes goes.</summary>
[Collection(nameof(Alone))]
public sealed class HostFaultTests(ProcessGateway running) : IClassFixture<ProcessGateway>
{
    [Fact]
    [Fault("host killed")]
    public async Task A_host_that_is_killed_costs_no_request()
    {
        Contracts.Host victim = (await running.ReadyAsync())[0];
        await using Clients clients = new(running.Gateway, ["digits"], Digits.Rows[0], perSecond: 100);
        await clients.SentAsync(100);
        RunningProcess.Kill(victim.Pid!.Value);
        await ReplacedAsync(victim);
        await clients.SentAsync(100);
        await clients.EndAsync();
        FaultRow.Tell("host killed", clients);
        Assert.Equal(0, clients.Lost);
    }

    [LongFact]
    [Fault("host hung")]
    public async Task A_host_that_hangs_keeps_only_what_it_had()
    {
        await running.Gateway.Client.SetSettingsAsync("digits", new ModelSettings { Timeout = "10s" }, CancellationToken.None);
        Contracts.Host victim = (await running.ReadyAsync())[1];
        await using Clients clients = new(running.Gateway, ["digits"], Digits.Rows[0], perSecond: 100);
        await clients.SentAsync(100);
        RunningProcess.Freeze(victim.Pid!.Value, frozen: true);
        await ReplacedAsync(victim);
        await clients.SentAsync(100);
        await clients.EndAsync();
        FaultRow.Tell("host hung", clients);
        Assert.InRange(clients.Lost, 0, clients.Sent / 4);
        await running.ReadyAsync();
    }

    private Task ReplacedAsync(Contracts.Host victim) => Eventually.TrueAsync(
        async () => (await running.Gateway.Client.HostsAsync(CancellationToken.None)).Items.Any(host => host.Id == victim.Id && host.State == "ready" && host.Pid != victim.Pid), "another process", TimeSpan.FromSeconds(60));
}
