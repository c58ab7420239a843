using System.Net;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>Host processes that are killed, hang, are too many, or are not there yet.</summary>
public sealed class HostProcessTests(ProcessGateway running) : IClassFixture<ProcessGateway>
{
    private GatewayProcess Gateway => running.Gateway;

    [Fact]
    public async Task Hosts_tell_what_they_are()
    {
        Contracts.Host[] hosts = await running.ReadyAsync();
        Assert.Equal(["digits/1/0", "digits/1/1"], hosts.Select(host => host.Id));
        Assert.All(hosts, host =>
        {
            Assert.Equal(("digits", "1", "ready", "cpu"), (host.Model, host.Version, host.State, host.Device));
            Assert.StartsWith("unix:/", host.Address, StringComparison.Ordinal);
            Assert.True(RunningProcess.Lives(host.Pid!.Value));
            Assert.InRange(host.Memory!.Value, 1 << 20, 1L << 30); // one to 1 024 MiB: a host without a model takes about 45
            Assert.True(host.Cpu > 0);
        });
    }

    [Fact]
    public async Task A_hosts_log_is_shown_by_its_last_lines()
    {
        Contracts.Host host = (await running.ReadyAsync())[0];
        Assert.NotEmpty(await Gateway.Client.HostLogAsync(host.Id, 200, CancellationToken.None));
        Assert.Single((await Gateway.Client.HostLogAsync(Uri.EscapeDataString(host.Id), 1, CancellationToken.None)).Trim().Split('\n'));
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, "/hosts/digits%2F1%2F9/log")).Status);
        Assert.Equal(400, (await Gateway.CallAsync(HttpMethod.Get, "/hosts/digits%2F1%2F0/log?lines=0")).Status);
    }

    [Fact]
    public async Task A_killed_host_is_started_again_while_its_sibling_serves_everything()
    {
        Contracts.Host victim = (await running.ReadyAsync())[0];
        await using Load load = new(Gateway, "digits", Digits.Rows, clients: 2);
        await Eventually.TrueAsync(() => load.Sent > 100, "a hundred requests");
        RunningProcess.Kill(victim.Pid!.Value);
        await ReplacedAsync(victim);
        int sent = load.Sent;
        await Eventually.TrueAsync(() => load.Sent > sent + 100, "a hundred requests more");
        await load.StopAsync();
        Assert.Equal(0, load.Failed);
    }

    [LongFact]
    public async Task A_host_that_hangs_is_taken_out_and_replaced()
    {
        Contracts.Host victim = (await running.ReadyAsync())[1];
        RunningProcess.Freeze(victim.Pid!.Value, frozen: true);
        await Eventually.TrueAsync(async () => (await HostsAsync()).Any(host => host.Id == victim.Id && host.State != "ready"), "the hung host's end");
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await Gateway.InferAsync("digits", Digits.Rows[i]);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await ReplacedAsync(victim);
        Assert.False(RunningProcess.Lives(victim.Pid.Value));
    }

    [Fact]
    public async Task A_split_that_needs_more_processes_than_may_run_is_refused_with_the_two_numbers()
    {
        await running.ReadyAsync();
        await Gateway.PushAsync("digits", Digits.Artifact(2)); // two processes run, two more would, and three may
        (int status, JsonElement problem) = await Gateway.CallAsync(HttpMethod.Post, "/models/digits/rollouts", new { candidate = "2" });
        Assert.Equal(409, status);
        Assert.Contains("4 host processes would run, and Hosts:MaxProcesses is 3", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await running.ReadyAsync()).Length);
    }

    [LongFact]
    public async Task A_pinned_version_without_a_host_gets_one()
    {
        await Gateway.Client.SetSettingsAsync("pinned", new ModelSettings { Hosts = 1 }, CancellationToken.None);
        await using ForeignHost foreign = await ForeignHost.StartAsync("pinned");
        await Gateway.Client.RegisterAsync("pinned", new VersionRegistration { Hosts = Json.List(foreign.Url) }, CancellationToken.None);
        await using FileStream artifact = File.OpenRead(Digits.Artifact(1));
        await Gateway.Client.PushAsync("pinned", artifact, null, null, null, allowIncompatible: true, CancellationToken.None);
        using HttpResponseMessage first = await Gateway.InferAsync("pinned", Digits.Rows[0], "2");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.NotNull(first.Headers.RetryAfter);
        Assert.Contains("version 2 of pinned", await first.ErrorAsync(), StringComparison.Ordinal);
        using HttpResponseMessage answer = await Eventually.GetAsync(
            async () => await Gateway.InferAsync("pinned", Digits.Rows[0], "2") is { IsSuccessStatusCode: true } response ? response : null, "a host of the pinned version");
        Assert.Equal("2", answer.Version());
        await Gateway.Client.DeleteModelAsync("pinned", force: true, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Contracts.Host>> HostsAsync() => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items;

    private Task ReplacedAsync(Contracts.Host victim) => Eventually.TrueAsync(
        async () => (await HostsAsync()).Any(host => host.Id == victim.Id && host.State == "ready" && host.Pid != victim.Pid && host.Restarts == victim.Restarts + 1), "another process", TimeSpan.FromSeconds(60));
}

/// <summary>The digits on two host processes, where three may run.</summary>
public sealed class ProcessGateway : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    public GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync("--Gateway:HostCount=2", "--Hosts:MaxProcesses=3");
        await Gateway.PushAsync("digits", Digits.Artifact(1));
    }

    /// <summary>Waits until both are ready.</summary>
    public async Task<Contracts.Host[]> ReadyAsync() => await Eventually.GetAsync(
        async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items.Where(host => host.Model == "digits").ToArray() is [{ State: "ready" }, { State: "ready" }] ready ? ready : null,
        "two ready hosts", TimeSpan.FromSeconds(60), () => Gateway.Process.Output);

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
}
