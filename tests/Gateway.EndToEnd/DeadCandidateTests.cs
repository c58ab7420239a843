using System.Diagnostics;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class DeadCandidateTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_dead_candidate_at_five_percent_costs_no_client_anything_and_is_off_within_a_second()
    {
        int requests = LongTests.Asked ? 20_000 : 4_000; // at 200 a second
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "dead");
        long firstBad = 0;
        int bad = 0;
        model.Candidate.Answer = context =>
        {
            Interlocked.CompareExchange(ref firstBad, Stopwatch.GetTimestamp(), 0);
            Interlocked.Increment(ref bad);
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using SteadyLoad load = new(_gateway, "dead", ForeignModel.Body, perSecond: 200, requests);
        await load.SentAsync(400);

        Rollout run = await model.RollOutAsync("2", null, new StepSpec { Weight = 5, MinDuration = "60s" });
        await Eventually.TrueAsync(() => Volatile.Read(ref firstBad) != 0, "The first bad attempt");
        await model.UntilAsync(run.Id, "rollingBack", "rolledBack");
        TimeSpan took = Stopwatch.GetElapsedTime(Volatile.Read(ref firstBad));
        int atTheVerdict = Volatile.Read(ref bad);
        await load.EndAsync();

        Assert.Equal((requests, 0), (load.Sent, load.Failed));
        Assert.True(atTheVerdict <= 8, $"{atTheVerdict} bad attempts"); // 3 at 5 %, and what was in flight
        Assert.Equal(atTheVerdict, Volatile.Read(ref bad));
        Assert.True(took < TimeSpan.FromSeconds(3), $"{took.TotalSeconds:0.00} s from the first bad attempt to the journal"); // a second on a quiet machine
        TestContext.Current.SendDiagnosticMessage($"{atTheVerdict} bad attempts, {took.TotalMilliseconds:0} ms, {load.Rescued} rescued");
    }
}
