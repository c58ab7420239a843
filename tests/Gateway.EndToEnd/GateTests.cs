using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class GateTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_manual_gate_holds_the_step_until_it_is_approved()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "manual");
        await using Load load = model.Load();
        Rollout started = await model.RollOutAsync("2", null, Step(10, Json.Of("manual")), Step(50));

        Rollout held = await model.UntilAsync(started.Id, "held");
        Assert.Equal(("gate", 10m), (held.HeldBecause, held.Weights["2"]));
        await _gateway.Client.CommandAsync(started.Id, "approve", "looked at it", CancellationToken.None);

        Assert.Equal("promoted", (await model.UntilAsync(started.Id, "promoted")).Phase);
    }

    [Fact]
    public async Task A_gate_that_is_a_url_is_told_of_the_step_and_opens_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "open");
        await using ForeignHost gate = await ForeignHost.StartAsync("gate");
        ConcurrentQueue<JsonElement> questions = new();
        gate.Bodies = body => questions.Enqueue(JsonSerializer.Deserialize<JsonElement>(body));
        gate.Answer = context => context.Response.WriteAsync("go on");
        await using Load load = model.Load();

        Rollout started = await model.RollOutAsync("2", null, Step(10, Url(gate)), Step(50));

        await model.UntilAsync(started.Id, "promoted");
        JsonElement question = Assert.Single(questions);
        Assert.Equal(("open", "2", 10m), (question.GetProperty("model").GetString(), question.GetProperty("candidate").GetString(), question.GetProperty("weight").GetDecimal()));
        Assert.NotEmpty(question.GetProperty("guards").EnumerateArray());
    }

    [Fact]
    public async Task A_gate_that_says_no_holds_the_rollout_and_is_asked_again_when_it_is_resumed()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "closed");
        await using ForeignHost gate = await ForeignHost.StartAsync("gate");
        int status = 403;
        gate.Answer = context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        };
        await using Load load = model.Load();
        Rollout started = await model.RollOutAsync("2", null, Step(10, Url(gate)), Step(50));

        Rollout held = await model.UntilAsync(started.Id, "held");
        Assert.Equal("gate", held.HeldBecause);
        Assert.Contains("answered 403", held.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", held.Reason, StringComparison.Ordinal);
        Volatile.Write(ref status, 204);
        await _gateway.Client.CommandAsync(started.Id, "resume", "CI is green now", CancellationToken.None);

        Assert.Equal("promoted", (await model.UntilAsync(started.Id, "promoted")).Phase);
    }

    [LongFact]
    public async Task A_gate_that_never_answers_holds_the_rollout_after_its_timeout_with_all_that_was_tried_again()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "silent");
        await using ForeignHost gate = await ForeignHost.StartAsync("gate");
        ConcurrentQueue<long> asked = new();
        gate.Answer = async context =>
        {
            asked.Enqueue(Stopwatch.GetTimestamp());
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };
        await using Load load = model.Load();
        Rollout started = await model.RollOutAsync("2", null, Step(10, Url(gate)), Step(50));

        Rollout held = await model.UntilAsync(started.Id, "held");
        TimeSpan took = Stopwatch.GetElapsedTime(asked.First());
        Assert.Equal("gate", held.HeldBecause);
        Assert.Contains("did not answer", held.Reason, StringComparison.Ordinal);
        Assert.InRange(asked.Count, 2, 4);
        Assert.InRange(took, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(6)); // "timeout":"2s" in all; four tries of 2 s each would be above 8
    }

    private static StepSpec Step(decimal weight, JsonElement? gate = null) => new() { Weight = weight, MinDuration = "300ms", MinSamples = 10, Gate = gate };

    private static JsonElement Url(ForeignHost gate) => JsonSerializer.SerializeToElement(new { url = $"{gate.Address}ask?token=secret", timeout = "2s" });
}
