using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.Contracts;
using Gateway.EndToEnd.Faults;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Soak;

/// <summary>Half of the load that it bears, rollout after rollout, and every 10 s a host that dies: for 8 minutes, or as many as <c>GATEWAY_SOAK_MINUTES</c> says.</summary>
[Collection(nameof(Alone))]
public sealed class SoakTests : IAsyncLifetime
{
    private const string Model = "digits";
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("GATEWAY_SOAK_MINUTES") ?? "8", CultureInfo.InvariantCulture));

    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync("--Gateway:HostCount=2");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [LongFact]
    public async Task No_request_is_lost_or_uncounted_and_nothing_grows_while_rollouts_go_on_and_hosts_die()
    {
        await _gateway.PushAsync(Model, Digits.Artifact(1));
        await _gateway.PushAsync(Model, Digits.Artifact(2));
        await ServedDigits.PidsAsync(_gateway, 2);
        int measured = await CapacityAsync(), perSecond = measured / 5 / 2;
        Trend trend = new(_gateway.Process);
        using CancellationTokenSource over = new(Span);
        await using Clients clients = new(SendAsync, perSecond);

        Task<Dictionary<string, int>> rollouts = RolloutsAsync(over.Token);
        Task<int> kills = KillAsync(over.Token), refused = AskForNobodyAsync(over.Token);
        await Task.WhenAll(rollouts, kills, refused, trend.WatchAsync(over.Token));
        await clients.EndAsync();

        string saw = $"{clients.Sent} requests at {perSecond} a second: {clients.Saw}; {await refused} refused as asked for; {await kills} hosts killed; rollouts: {string.Join(", ", (await rollouts).Select(end => $"{end.Value} {end.Key}"))}; gateway: {trend}";
        TestContext.Current.SendDiagnosticMessage(saw);
        Assert.True(clients.Lost == 0, saw);
        Assert.True(await kills > Span / BetweenKills / 3, saw);
        Assert.True((await rollouts).GetValueOrDefault("promoted") >= 2, saw);
        Assert.True(trend.Growth < 24 << 20 && trend.MoreFiles < 48, saw);
        await AccountedForAsync(clients.Sent + measured, await refused);
    }

    /// <summary>requests = responses = attempts by assignment + answers before any.</summary>
    private async Task AccountedForAsync(int answered, int refused)
    {
        string text = "";
        double Sum(string name, params (string, string)[] labels) => MetricsText.Sum(text, name, labels);
        await Eventually.TrueAsync(async () => MetricsText.Sum(text = await _gateway.Admin.GetStringAsync("/metrics"), "gateway_inflight") == 0, "the end of every attempt");
        double[] assigned = [.. ((string[])["randomised", "sticky", "stickyRepeat", "forced"]).Select(assignment => Sum("gateway_attempts_total", ("assignment", assignment)))];

        Assert.All(assigned, attempts => Assert.True(attempts > 0));
        Assert.Equal(refused, Sum("gateway_refused_total"));
        Assert.Equal(answered + refused, Sum("gateway_responses_total"));
        Assert.Equal(answered, assigned.Sum());
    }

    /// <summary>Of ten requests three have a key, and one a version.</summary>
    private Task<HttpResponseMessage> SendAsync(int number)
    {
        string row = Digits.Rows[number % Digits.Rows.Count];
        return (number % 10) switch
        {
            0 => _gateway.InferAsync(Model, row, "1"),
            1 or 2 or 3 => _gateway.InferAsync(Model, row, null, ("x-routing-key", $"user-{number % 5000}")),
            _ => _gateway.InferAsync(Model, row),
        };
    }

    /// <returns>Requests for a model that is not there; each got its 404.</returns>
    private async Task<int> AskForNobodyAsync(CancellationToken over)
    {
        int refused = 0;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        for (; !over.IsCancellationRequested; refused++)
        {
            using HttpResponseMessage response = await _gateway.InferAsync("nobody", Digits.Rows[0]);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return refused;
    }

    /// <returns>What eight clients are answered in five seconds.</returns>
    private async Task<int> CapacityAsync()
    {
        int answers = 0;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5))
            {
                (await _gateway.InferAsync(Model, Digits.Rows[0])).Dispose();
                Interlocked.Increment(ref answers);
            }
        })));
        return answers;
    }

    /// <returns>Phase → rollouts that ended in it.</returns>
    private async Task<Dictionary<string, int>> RolloutsAsync(CancellationToken over)
    {
        Dictionary<string, int> ends = [];
        while (!over.IsCancellationRequested)
        {
            string candidate = (await _gateway.Client.ModelAsync(Model, CancellationToken.None)).Baseline == "1" ? "2" : "1";
            Rollout rollout = await _gateway.Client.StartAsync(
                Model,
                new RolloutSpec
                {
                    Candidate = candidate, Guards = Json.List("errors <= 20%"), Bake = new BakeSpec { Duration = "5s" }, Force = true,
                    Steps = Json.Of(((decimal[])[10, 50]).Select(weight => new StepSpec { Weight = weight, MinDuration = "10s", MinSamples = 100 })),
                },
                CancellationToken.None);
            rollout = await Eventually.GetAsync(async () => await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None) is { EndedAt: not null } ended ? ended : null, "a rollout's end", TimeSpan.FromMinutes(3), () => _gateway.Process.Output);
            ends[rollout.Phase] = ends.GetValueOrDefault(rollout.Phase) + 1;
        }

        return ends;
    }

    /// <returns>Hosts killed, each of a version that has another one ready.</returns>
    private async Task<int> KillAsync(CancellationToken over)
    {
        int killed = 0;
        using PeriodicTimer timer = new(BetweenKills);
        while (!over.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            IEnumerable<Contracts.Host> ready = (await _gateway.Client.HostsAsync(CancellationToken.None)).Items.Where(host => host.State == "ready" && host.Pid is not null);
            Contracts.Host[] spare = [.. ready.GroupBy(host => host.Version).Where(version => version.Count() > 1).SelectMany(version => version)];
            if (spare.Length > 0)
            {
                RunningProcess.Kill(spare[killed++ % spare.Length].Pid!.Value);
            }
        }

        return killed;
    }
}
