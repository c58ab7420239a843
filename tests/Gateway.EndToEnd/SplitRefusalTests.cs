using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What a split set by hand is refused for, and what it does to a rollout.</summary>
public sealed class SplitRefusalTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("""{"weights":{"1":90,"2":9}}""", "weights", "must sum to 100, and 90 + 9 is 99")]
    [InlineData("""{"weights":{"1":110,"2":-10}}""", "weights.2", "must be from 0 to 100, with at most two decimals")]
    [InlineData("""{"weights":{"1":99.999,"2":0.001}}""", "weights.1", "must be from 0 to 100, with at most two decimals")]
    [InlineData("""{"weights":{"1":90,"7":10}}""", "weights.7", "is no version of this model")]
    [InlineData("""{"weights":{"1":90,"2":10},"baseline":"3"}""", "baseline", "must keep weight")]
    [InlineData("""{"weights":{"1":100},"rules":[{"header":"","in":[],"version":"9"}]}""", "rules[0].version", "is no version of this model")]
    [InlineData("""{"weights":{"1":100},"wieghts":{}}""", "wieghts", null)]
    [InlineData("""{"weights":{"1":"many","2":10}}""", "weights.1", null)]
    public async Task A_split_that_cannot_be_meant_is_refused_with_its_path(string body, string path, string? message)
    {
        ForeignModel model = fleet.Still;
        (int status, JsonElement answer) = await SplitAsync(model, body);
        Assert.Equal(400, status);
        Assert.True(answer.Problems().TryGetValue(path, out string? said), $"{answer}");
        Assert.True(message is null || said == message, said);
        Assert.Equal(100, (await model.WeightsAsync())["1"]);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        ForeignModel model = fleet.Still;
        (int status, JsonElement answer) = await SplitAsync(model, """{"baseline":"5","weights":{"1":-1,"9":50.123},"rules":[{"header":"x","in":["a"],"version":"8"}]}""");
        Assert.Equal(400, status);
        Assert.Equal(["baseline", "rules[0].version", "weights", "weights.1", "weights.9", "weights.9 again"], [.. Paths(answer)]);
    }

    [Fact]
    public async Task A_change_that_lost_the_race_is_refused_and_the_winner_stays()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "race");
        using HttpResponseMessage read = await _gateway.Admin.GetAsync("/api/v1/models/race/traffic");
        string tag = read.Headers.ETag!.Tag;
        Assert.Equal(200, (await SplitAsync(model, """{"weights":{"1":80,"2":20}}""", ("If-Match", tag))).Status);
        (int status, JsonElement answer) = await SplitAsync(model, """{"weights":{"1":10,"2":90}}""", ("If-Match", tag));
        Assert.Equal((412, "precondition-failed"), (status, answer.Text("type")));
        Assert.Equal(20, (await model.WeightsAsync())["2"]);
    }

    [Fact]
    public async Task During_a_rollout_a_split_needs_If_Match_and_holds_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "during");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        (int status, JsonElement answer) = await SplitAsync(model, """{"weights":{"1":70,"2":30}}""");
        Assert.Equal((428, "precondition-required"), (status, answer.Text("type")));
        Assert.Equal(10, (await model.WeightsAsync())["2"]);

        using HttpResponseMessage read = await _gateway.Admin.GetAsync("/api/v1/models/during/traffic");
        (status, answer) = await SplitAsync(model, """{"weights":{"1":70,"2":30}}""", ("If-Match", read.Headers.ETag!.Tag));
        Assert.True(status == 200, $"{answer}");
        Rollout held = await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(("held", "manualWeights", 30m), (held.Phase, held.HeldBecause, held.Weights["2"]));
        Assert.Equal(30, (await model.WeightsAsync())["2"]);

        held = await _gateway.Client.CommandAsync(rollout.Id, "resume", null, CancellationToken.None);
        Assert.Equal(("progressing", 10m), (held.Phase, held.Weights["2"]));
        Assert.Equal(200, (await SplitAsync(model, """{"weights":{"1":60,"2":40}}""", ("If-Match", "*"))).Status);
        Assert.Equal(40, (await model.WeightsAsync())["2"]);
    }

    [Fact]
    public async Task A_split_held_by_hand_is_still_judged_and_rescued()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "held-bad");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await _gateway.Client.CommandAsync(rollout.Id, "hold", "lunch", CancellationToken.None);
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load load = model.Load();
        await model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
    }

    [Fact]
    public async Task A_quarantined_version_gets_weight_only_by_force()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "forced");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using (Load load = model.Load())
        {
            await model.UntilAsync(rollout.Id, "rolledBack");
        }

        await model.StateAsync("2", "quarantined");
        (int status, JsonElement answer) = await SplitAsync(model, """{"weights":{"1":90,"2":10}}""");
        Assert.Equal((409, "Version 2 is quarantined."), (status, answer.Text("detail")));
        Assert.Equal(200, (await SplitAsync(model, """{"weights":{"1":90,"2":10},"force":true}""")).Status);
    }

    private static IEnumerable<string> Paths(JsonElement answer) => answer.GetProperty("errors").EnumerateArray().Select(item => item.GetProperty("path").GetString()!)
        .GroupBy(path => path).SelectMany(path => path.Select((name, index) => index == 0 ? name : $"{name} again")).Order(StringComparer.Ordinal);

    private Task<(int Status, JsonElement Body)> SplitAsync(ForeignModel model, string body, params (string, string)[] headers) => _gateway.CallAsync(HttpMethod.Put, $"/models/{model.Name}/traffic", body, headers);
}
