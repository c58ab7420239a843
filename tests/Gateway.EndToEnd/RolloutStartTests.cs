using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What a rollout is refused for, and what a dry run says of one.</summary>
public sealed class RolloutStartTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("""{"candidate":"2","guards":["errors <= 2%","p99 < 250 ms"]}""", "guards[1]", "\"p99 < 250 ms\" → \"p99 <= 250ms\"")]
    [InlineData("""{"candidate":"2","guards":["errors <= 2%","magic <= 2%"]}""", "guards[1]", "is not a guard")]
    [InlineData("""{"candidate":"2","guards":["errors <= 60%"]}""", "guards[0]", "50%")]
    [InlineData("""{"candidate":"2","guards":["errors <= 0.5x baseline"]}""", "guards[0]", "at least 1")]
    [InlineData("""{"candidate":"2","guards":["p99 <= 2%"]}""", "guards[0]", "takes a duration")]
    [InlineData("""{"candidate":"2","guards":[{"guard":"errors <= 2%","acton":"hold"}]}""", "guards[0].acton", "is not known here")]
    [InlineData("""{"candidate":"2","guards":["errors <= 2%","invalid <= 0%"]}""", "guards[1]", "not decoded")]
    [InlineData("""{"candidate":"2","guards":["errors <= 2%"],"strategy":"yolo"}""", "strategy", "must be canary")]
    [InlineData("""{"candidate":"2","policy":"none"}""", "policy", "is not known here; known are default")]
    [InlineData("""{"candidate":"2","speed":"fast"}""", "speed", "")]
    [InlineData("""{"candidate":"1"}""", "candidate", "is the baseline already")]
    [InlineData("""{"candidate":"8"}""", "candidate", "is no version of this model")]
    [InlineData("""{}""", "candidate", "is missing")]
    [InlineData("""{"candidate":"2","steps":[{"weight":5},{"weight":100}]}""", "steps[1].weight", "100 % is promotion, not a step")]
    [InlineData("""{"candidate":"2","steps":[{"weight":50},{"weight":5}]}""", "steps[1].weight", "must be more than the step before")]
    [InlineData("""{"candidate":"2","steps":[{"weight":5,"minDuration":"soon"}]}""", "steps[0].minDuration", "must be")]
    [InlineData("""{"candidate":"2","steps":[{"wait":5}]}""", "steps[0].wait", "")]
    [InlineData("""{"candidate":"2","bake":{"oldWeight":50}}""", "bake.oldWeight", "from 0 to 10")]
    public async Task A_rollout_that_cannot_be_meant_is_refused_with_its_path(string body, string path, string message)
    {
        ForeignModel model = fleet.Still;
        (int status, JsonElement answer) = await StartAsync(model, body);
        Assert.Equal(400, status);
        Assert.True(answer.Problems().TryGetValue(path, out string? said), $"{answer}");
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Empty((await _gateway.Client.RolloutsAsync(model.Name, null, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        ForeignModel model = fleet.Still;
        (int status, JsonElement answer) = await StartAsync(model, """{"candidate":"9","guards":["eror < 2"],"steps":[{"weight":200}],"alpha":2,"bake":{"duration":"x"}}""");
        Assert.Equal(400, status);
        Assert.Equal(["alpha", "bake.duration", "candidate", "guards[0]", "steps[0].weight"], answer.Problems().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_rollouts_at_once_are_refused_unless_the_second_says_replace()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "two", versions: 3);
        Rollout first = await model.StandingAsync();
        await model.UntilAsync(first.Id, "progressing");
        (int status, JsonElement answer) = await StartAsync(model, """{"candidate":"3"}""");
        Assert.Equal((409, "rollout-running"), (status, answer.Text("type")));
        Assert.Contains($"{first.Id}", answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(400, (await StartAsync(model, """{"candidate":"3","guards":["nonsense"]}""")).Status); // the body's errors come before the 409

        (status, answer) = await StartAsync(model, """{"candidate":"3","ifRunning":"replace"}""");
        Assert.Equal(201, status);
        Rollout ended = await _gateway.Client.RolloutAsync(first.Id, CancellationToken.None);
        Assert.Equal(("aborted", "superseded"), (ended.Phase, ended.Reason));
        await model.UntilAsync(answer.Rollout().Id, "progressing");
        Assert.False((await model.WeightsAsync()).ContainsKey("2"));
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_take_and_starts_nothing()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "dry");
        (int status, JsonElement quiet) = await StartAsync(model, """{"candidate":"2"}""", dryRun: true);
        Assert.Equal(200, status);
        Assert.Contains(quiet.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("no traffic", StringComparison.Ordinal));

        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(500);
        }

        (status, JsonElement answer) = await StartAsync(model, """{"candidate":"2","steps":[{"weight":10,"minDuration":"60s"},{"weight":50,"minDuration":"60s"}]}""", dryRun: true);
        Assert.Equal(200, status);
        JsonElement plan = answer.GetProperty("plan");
        Assert.Equal(("1", "canary", "default"), (plan.Text("baseline"), plan.Text("strategy"), plan.Text("policy")));
        Assert.Equal(["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 1.25x baseline", "rejections <= 1.5x baseline"], plan.GetProperty("guards").EnumerateArray().Select(guard => guard.GetString()!));
        Assert.Contains(answer.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.StartsWith("invalid <= 1.5x baseline is left out", StringComparison.Ordinal));
        JsonElement[] steps = [.. answer.GetProperty("steps").EnumerateArray()];
        Assert.Equal([10, 50], steps.Select(step => step.GetProperty("weight").GetInt32()));
        Assert.All(steps, step => Assert.True(Durations.TryParse(step.Text("time"), out TimeSpan time) && time >= TimeSpan.FromSeconds(60), $"{step}"));
        Assert.InRange(answer.GetProperty("shareAtRisk").GetDecimal(), 10, 50);
        Assert.Empty((await _gateway.Client.RolloutsAsync("dry", null, CancellationToken.None)).Items);

        Rollout running = await model.StandingAsync();
        Assert.Equal(200, (await StartAsync(model, """{"candidate":"2"}""", dryRun: true)).Status);
        Assert.Null((await _gateway.Client.RolloutAsync(running.Id, CancellationToken.None)).EndedAt);
    }

    [Fact]
    public async Task The_same_Idempotency_Key_starts_one_rollout()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "once");
        string key = Guid.NewGuid().ToString();
        object body = new { candidate = "2" };
        (int first, JsonElement one) = await _gateway.CallAsync(HttpMethod.Post, "/models/once/rollouts", body, ("Idempotency-Key", key));
        (int second, JsonElement two) = await _gateway.CallAsync(HttpMethod.Post, "/models/once/rollouts", body, ("Idempotency-Key", key));
        Assert.Equal((201, 201), (first, second));
        Assert.Equal(one.Text("id"), two.Text("id"));
    }

    private Task<(int Status, JsonElement Body)> StartAsync(ForeignModel model, string body, bool dryRun = false) =>
        _gateway.CallAsync(HttpMethod.Post, $"/models/{model.Name}/rollouts{(dryRun ? "?dryRun=true" : "")}", body);
}
