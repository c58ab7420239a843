using System.Text.Json.Nodes;
using Gateway.Core.Preflight;
using Xunit;

namespace Gateway.Core.Tests.Preflight;

/// <summary>A5 of the acceptance list, the history of the training.</summary>
public sealed class HistoryChecksTests
{
    [Theory]
    [InlineData("""{"loss":[0.9,0.5,0.4],"val_loss":[0.8,0.6,0.5]}""", "finite passed, falls passed, gap passed")]
    [InlineData("""{"train_loss":[0.9,0.4],"valid_loss":[0.8,0.9]}""", "finite passed, falls passed, gap failed")]
    [InlineData("""{"loss":[0.9,"NaN"],"val_loss":[0.8,0.7]}""", "finite failed, falls failed, gap failed")]
    [InlineData("""{"loss":[0.9,0.4],"val_loss":["Infinity",0.5]}""", "finite failed, falls passed, gap passed")]
    [InlineData("""{"loss":[0.4,0.4]}""", "finite passed, falls failed, gap inconclusive")]
    [InlineData("""{"loss":[0.4]}""", "finite passed, falls inconclusive, gap inconclusive")]
    [InlineData("""{"accuracy":[0.4,0.5],"loss":0.4}""", "gap inconclusive")]
    [InlineData("null", "gap inconclusive")]
    public void It_must_be_finite_and_fall_and_keep_the_gap(string history, string found) => Assert.Equal(
        found, string.Join(", ", HistoryChecks.Of(new Gate { MaxLossGap = 0.2 }, Record(history)).Select(check => $"{check.Check["history.".Length..]} {check.Result}")));

    [Fact]
    public void Nothing_is_said_of_a_model_that_says_nothing() => Assert.Empty(HistoryChecks.Of(new Gate(), Record("null")));

    [Fact]
    public void The_epoch_that_broke_is_named() => Assert.Contains(
        "epoch 3", HistoryChecks.Of(new Gate(), Record("""{"loss":[3,2,"NaN",1]}""")).Single(check => check.Check == "history.finite").Says, StringComparison.Ordinal);

    private static JsonObject Record(string history) => new() { ["history"] = JsonNode.Parse(history) };
}
