using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>Settings of a model whose host runs already.</summary>
public sealed class LiveSettingsTests : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    private GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync();
        await Gateway.PushAsync("digits", Digits.Artifact(1));
        await Gateway.ServesAsync("digits");
    }

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LongFact]
    public async Task A_limit_holds_without_a_restart_and_is_lifted_the_same_way()
    {
        int pid = (await HostAsync()).Pid!.Value;
        await SetAsync(new ModelSettings { Concurrency = 1, Batching = new BatchingSettings { Queue = 0 } });
        await using Load load = new(Gateway, "digits", Digits.Rows, clients: 8);
        await Eventually.TrueAsync(() => load.Statuses.ContainsKey(429), "a request over the limit", otherwise: () => string.Join(" ", load.Statuses));
        await SetAsync(new ModelSettings());
        await Eventually.TrueAsync(
            async () =>
            {
                int over = load.Statuses[429], sent = load.Sent;
                await Eventually.TrueAsync(() => load.Sent > sent + 200, "two hundred requests more");
                return load.Statuses[429] == over;
            },
            "the end of the limit");
        Assert.DoesNotContain(load.Statuses.Keys, status => status is not (200 or 429));
        Assert.Equal(pid, (await HostAsync()).Pid);
    }

    [LongFact]
    public async Task Other_threads_take_another_process_and_cost_no_request()
    {
        int pid = (await HostAsync()).Pid!.Value;
        await using Load load = new(Gateway, "digits", Digits.Rows, clients: 2);
        await SetAsync(new ModelSettings { IntraOp = 1 });
        Host next = await Eventually.GetAsync(async () => await HostAsync() is { Id: "digits/1/0x1" } host ? host : null, "the next process", TimeSpan.FromSeconds(60), () => Gateway.Process.Output);
        Assert.NotEqual(pid, next.Pid);
        await load.StopAsync();
        Assert.Equal(0, load.Failed);
    }

    [LongFact]
    public async Task On_a_device_that_is_not_there_a_push_is_refused_and_what_serves_goes_on()
    {
        await SetAsync(new ModelSettings { Device = "openvino" });
        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => Gateway.PushAsync("digits", Digits.Artifact(2)));
        Assert.Equal(422, refused.Problem.Status);
        Assert.Contains(refused.Problem.Errors!, problem => problem.Path == "device" && problem.Message.Contains("OpenVINOExecutionProvider", StringComparison.Ordinal));
        using HttpResponseMessage answer = await Gateway.InferAsync("digits", Digits.Rows[0]);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Contains((await Gateway.Client.HostsAsync(CancellationToken.None)).Items, host => host is { State: "ready", Device: "cpu" });
    }

    private Task<ModelSettings> SetAsync(ModelSettings settings) => Gateway.Client.SetSettingsAsync("digits", settings, CancellationToken.None);

    /// <returns>The one that is ready, once there is no other.</returns>
    private Task<Host> HostAsync() => Eventually.GetAsync(
        async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items is [{ State: "ready" } host] ? host : null, "one ready host", TimeSpan.FromSeconds(60), () => Gateway.Process.Output);
}
