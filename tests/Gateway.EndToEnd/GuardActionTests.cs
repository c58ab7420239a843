using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What a guard that fails does: here it is always the same one, for a candidate that refuses every request.</summary>
public sealed class GuardActionTests(Fleet fleet) : IClassFixture<Fleet>
{
    private const string Guard = "rejections <= 5%";
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task One_that_holds_stands_still_with_its_sentence_and_leaves_the_way_out_to_an_operator()
    {
        await using ForeignModel model = await RefusingAsync("holding");
        await using Load load = model.Load();
        Rollout run = await RollOutAsync(model, new { guard = Guard, action = "hold" });

        Rollout held = await model.UntilAsync(run.Id, "held", "rollingBack", "rolledBack");
        Assert.Equal(("held", "guard", 20m), (held.Phase, held.HeldBecause, held.Weights["2"]));
        Assert.StartsWith(Guard + ": ", held.Reason, StringComparison.Ordinal);
        Assert.Equal("failed", held.Guards.Single(guard => guard.Guard == Guard).Verdict);
        await _gateway.Client.CommandAsync(run.Id, "abort", "it is the clients' fault", CancellationToken.None);
        Assert.Equal("aborted", (await model.UntilAsync(run.Id, "aborted")).Phase);
    }

    [Fact]
    public async Task One_that_notifies_is_written_down_once_and_stops_nothing()
    {
        await using ForeignModel model = await RefusingAsync("notifying");
        await using Load load = model.Load();
        Rollout run = await RollOutAsync(model, new { guard = Guard, action = "notify" });

        await model.UntilAsync(run.Id, "promoted");

        Event told = Assert.Single(await EventsAsync(model));
        Assert.Equal(("failed", "2", run.Id.ToString()), (told.To, told.Version, told.Rollout?.ToString()));
        Assert.StartsWith(Guard + ": ", told.Reason, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task One_in_a_dry_run_is_shown_and_neither_acts_nor_tells()
    {
        await using ForeignModel model = await RefusingAsync("dry");
        await using Load load = model.Load();
        Rollout run = await RollOutAsync(model, new { guard = Guard, dryRun = true });

        Rollout promoted = await model.UntilAsync(run.Id, "promoted");

        Assert.True(promoted.Guards.Single(guard => guard.Guard == Guard) is { Verdict: "failed", DryRun: true });
        Assert.Empty(await EventsAsync(model));
    }

    private async Task<ForeignModel> RefusingAsync(string name)
    {
        ForeignModel model = await ForeignModel.StartAsync(_gateway, name);
        model.Candidate.Answer = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"error":"no"}""");
        };
        return model;
    }

    private static Task<Rollout> RollOutAsync(ForeignModel model, object guard) => model.RollOutAsync(
        "2",
        new RolloutSpec { Guards = [.. Json.List("errors <= 2%", "p99 <= 2s"), Json.Of(guard)] },
        new StepSpec { Weight = 20, MinDuration = "500ms", MinSamples = 50 },
        new StepSpec { Weight = 50, MinDuration = "500ms", MinSamples = 50 });

    private async Task<IReadOnlyList<Event>> EventsAsync(ForeignModel model) =>
        (await _gateway.Client.EventsAsync(model.Name, "guardFailed", 0, 10, CancellationToken.None)).Items;
}
