using System.Diagnostics;
using System.Net;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>What becomes of host processes when their gateway ends, by will or not.</summary>
public sealed class GatewayEndTests
{
    [LongFact]
    public async Task A_gateway_that_comes_back_takes_its_hosts_over_without_a_reload()
    {
        await using GatewayProcess gateway = await DigitsAsync("--Hosts:Linger=60s", "--Gateway:HostCount=2");
        int[] before = await PidsAsync(gateway, 2);
        try
        {
            gateway.Process.Kill();
            await gateway.Process.ExitAsync(); // its output has ended: no host holds it open
            Assert.All(before, pid => Assert.True(RunningProcess.Lives(pid)));
            await gateway.RestartAsync();
            Assert.Equal(before, await PidsAsync(gateway, 2));
            Assert.All((await gateway.Client.HostsAsync(CancellationToken.None)).Items, host => Assert.Equal(0, host.Restarts));
            using HttpResponseMessage response = await gateway.InferAsync("digits", Digits.Rows[0]);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        finally
        {
            Array.ForEach(before, RunningProcess.Kill);
        }
    }

    [LongFact]
    public async Task Hosts_of_a_gateway_that_never_comes_back_end_by_themselves()
    {
        await using GatewayProcess gateway = await DigitsAsync("--Hosts:Linger=2s");
        int[] pids = await PidsAsync(gateway, 1);
        gateway.Process.Kill();
        await gateway.Process.ExitAsync();
        await Eventually.TrueAsync(() => pids.All(pid => !RunningProcess.Lives(pid)), "the hosts' end");
    }

    [LongFact]
    public async Task A_gateway_that_is_told_to_end_answers_what_it_took_and_leaves_no_host()
    {
        await using GatewayProcess gateway = await DigitsAsync("--Hosts:Linger=0s");
        int[] pids = await PidsAsync(gateway, 1);
        await using ForeignHost slow = await ForeignHost.StartAsync("slow");
        TaskCompletionSource asked = new(), go = new();
        await gateway.Client.RegisterAsync("slow", new Contracts.VersionRegistration { Hosts = Json.List(slow.Url) }, CancellationToken.None);
        await gateway.ServesAsync("slow");
        slow.Answer = async context =>
        {
            asked.TrySetResult();
            await go.Task;
            await HostAnswers.OkAsync(context);
        };
        Task<HttpResponseMessage> answer = gateway.InferAsync("slow", "{}");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        gateway.Process.Terminate();
        await Eventually.TrueAsync(async () => !await TakesAsync(gateway), "the listeners' end");
        go.SetResult();
        using HttpResponseMessage response = await answer;
        Assert.Equal("foreign", (await response.JsonAsync()).GetProperty("model_name").GetString());
        Assert.Equal(0, await gateway.Process.ExitAsync());
        Assert.All(pids, pid => Assert.False(RunningProcess.Lives(pid)));
    }

    [Fact]
    public async Task A_request_that_outlasts_the_end_is_cut_off_and_what_was_counted_is_kept()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Gateway:ShutdownTimeout=2s");
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, "stuck");
        Contracts.Rollout run = await model.UntilAsync((await model.StandingAsync()).Id, "progressing");
        for (int sent = 0; sent < 40; sent++)
        {
            using HttpResponseMessage counted = await model.PredictAsync();
            Assert.Equal(HttpStatusCode.OK, counted.StatusCode);
        }

        long before = Judged(await model.UntilAsync(run.Id, rollout => Judged(rollout) >= 35, "35 attempts are judged")); // the first may come before the weights are in force
        TaskCompletionSource asked = new();
        model.Baseline.Answer = context =>
        {
            asked.TrySetResult();
            return HostAnswers.HangAsync(context);
        };
        Task<HttpResponseMessage> stuck = gateway.InferAsync("stuck", ForeignModel.Body, "1");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        gateway.Process.Terminate();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stuck);
        Assert.True(await gateway.Process.ExitAsync() == 0, gateway.Process.Output);

        await gateway.RestartAsync();
        Assert.InRange(Judged(await gateway.Client.RolloutAsync(run.Id, CancellationToken.None)), before, 41); // the one that was cut off may count
    }

    private static long Judged(Contracts.Rollout rollout) => rollout.Guards[0].Baseline.Attempts + rollout.Guards[0].Candidate.Attempts;

    [LongFact]
    public async Task Twenty_registered_static_models_are_ready_soon_after_the_start()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("m");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await gateway.Client.RegisterAsync($"m{i}", new Contracts.VersionRegistration { Hosts = Json.List(host.Url), ServedAs = new Contracts.ServedAs("m", null) }, CancellationToken.None);
        }

        gateway.Process.Terminate();
        await gateway.Process.ExitAsync();
        long started = Stopwatch.GetTimestamp();
        await gateway.RestartAsync();
        await Eventually.TrueAsync(async () => (await gateway.Admin.GetAsync("/readyz")).IsSuccessStatusCode, "readiness");
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        using Process process = Process.GetProcessById(gateway.Process.Id);
        TestContext.Current.TestOutputHelper!.WriteLine($"Start to ready with 20 static models: {took.TotalSeconds:0.00} s, of the processors {process.TotalProcessorTime.TotalSeconds:0.00} s");
        Assert.InRange(process.TotalProcessorTime, TimeSpan.Zero, TimeSpan.FromSeconds(10)); // 2 s by the clock is the aim; on a busy machine the clock says little
        using HttpResponseMessage response = await gateway.InferAsync("m19", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<GatewayProcess> DigitsAsync(params string[] arguments)
    {
        GatewayProcess gateway = await GatewayProcess.StartAsync(arguments);
        await gateway.PushAsync("digits", Digits.Artifact(1));
        return gateway;
    }

    private static async Task<int[]> PidsAsync(GatewayProcess gateway, int count) => await Eventually.GetAsync(
        async () => (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Where(host => host.State == "ready").Select(host => host.Pid!.Value).ToArray() is { } pids && pids.Length == count ? pids : null,
        $"{count} ready hosts", TimeSpan.FromSeconds(60), () => gateway.Process.Output);

    /// <summary>On a connection of its own.</summary>
    private static async Task<bool> TakesAsync(GatewayProcess gateway)
    {
        using HttpClient client = new() { BaseAddress = gateway.Prediction.BaseAddress };
        try
        {
            using HttpResponseMessage response = await client.GetAsync("/v2/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
