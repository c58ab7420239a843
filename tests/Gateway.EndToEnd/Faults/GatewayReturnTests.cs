using System.Runtime.CompilerServices;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>The gateway goes and comes back under load: its hosts are the same processes, and who waits is answered.</summary>
[Collection(nameof(Alone))]
public sealed class GatewayReturnTests
{
    [Fact]
    [Fault("gateway killed -9")]
    public async Task A_gateway_that_is_killed_comes_back_with_the_same_hosts() =>
        await ReturnsAsync("gateway killed -9", await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 1, perSecond: 100, KillAsync);

    [LongFact]
    [Fault("gateway restarted")]
    public async Task A_gateway_that_is_restarted_comes_back_with_the_same_hosts() =>
        await ReturnsAsync("gateway restarted", await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 1, perSecond: 100, RestartAsync);

    [LongFact]
    [Fault("gateway restarted on held sockets")]
    public async Task Where_systemd_holds_the_sockets_a_restart_costs_no_request() =>
        Assert.Equal("200", await ReturnsAsync("gateway restarted on held sockets", await GatewayProcess.StartActivatedAsync("--Hosts:Linger=30s"), models: 1, perSecond: 100, RestartAsync));

    [LongFact]
    [Fault("gateway taken over")]
    public async Task A_gateway_that_takes_over_costs_no_request() =>
        Assert.Equal("200", await ReturnsAsync("gateway taken over", await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 1, perSecond: 100, TakeOverAsync));

    [LongFact]
    [Fault("gateway upgraded in place")]
    public async Task Twenty_models_keep_their_host_processes_and_lose_no_request_when_the_next_gateway_takes_over()
    {
        // A minute to end in: on a machine that others use, what waits on old connections takes longer than half of the usual thirty seconds.
        Assert.Equal("200", await ReturnsAsync("gateway upgraded in place", await GatewayProcess.StartAsync("--Hosts:Linger=30s", "--Gateway:ShutdownTimeout=60s"), models: 20, perSecond: 200, TakeOverAsync));
    }

    [LongFact]
    public async Task Twenty_models_keep_their_host_processes_when_the_gateway_is_killed()
    {
        await ReturnsAsync(null, await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 20, perSecond: 200, KillAsync);
    }

    private static async Task KillAsync(GatewayProcess gateway)
    {
        gateway.Process.Kill();
        await gateway.Process.ExitAsync();
        await gateway.RestartAsync();
    }

    private static async Task RestartAsync(GatewayProcess gateway)
    {
        gateway.Process.Terminate();
        Assert.Equal(0, await gateway.Process.ExitAsync());
        await gateway.RestartAsync();
    }

    private static async Task TakeOverAsync(GatewayProcess gateway) => Assert.Equal(0, await gateway.TakeOverAsync());

    /// <returns>What clients saw: <c>200</c> when nothing was lost.</returns>
    private static async Task<string> ReturnsAsync(
        string? fault, GatewayProcess started, int models, int perSecond, Func<GatewayProcess, Task> again, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        await using GatewayProcess gateway = await ServedDigits.OnAsync(started, models);
        int[] before = await ServedDigits.PidsAsync(gateway, models);
        await using Clients clients = ServedDigits.Clients(gateway, models, perSecond);
        await clients.SentAsync(perSecond);
        await again(gateway);
        Assert.Equal(before, await ServedDigits.PidsAsync(gateway, models));
        await clients.SentAsync(perSecond * 2);
        await clients.EndAsync();
        if (fault is not null)
        {
            FaultRow.Tell(fault, clients, test, file);
        }

        Assert.InRange(clients.Span.TotalSeconds, 0, 120); // 2 s are the aim: the row says what it was; on a machine that others use the clock proves little
        return clients.Saw;
    }
}
