using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Answers of hosts that something else runs, read by the gateway: JSON and binary.</summary>
public sealed class DecodedAnswerTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("words", false)]
    [InlineData("bytes", true)]
    public async Task A_foreign_candidate_is_rolled_back_by_answers_that_are_no_numbers_where_the_settings_say_to_look(string name, bool binary)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, name);
        await _gateway.Client.SetSettingsAsync(name, new ModelSettings { DecodeOutputs = true }, CancellationToken.None);
        model.Candidate.Answer = binary ? HostAnswers.Bytes(float.NaN) : HostAnswers.Value("NaN");
        await using SteadyLoad load = new(_gateway, name, ForeignModel.Body, perSecond: 60, requests: 3_000);

        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Guards = Json.List("errors <= 2%", "invalid <= 1%") }, new StepSpec { Weight = 25, MinDuration = "1h" });

        Assert.StartsWith("invalid <= 1%: ", (await model.UntilAsync(run.Id, "rolledBack")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Binary_answers_of_a_shadow_are_compared_value_by_value_with_JSON_and_with_each_other(float value, bool agrees)
    {
        await using ShadowPair pair = await ShadowPair.StartAsync(_gateway);
        pair.Model.Candidate.Answer = HostAnswers.Bytes(value); // the baseline says 1 in JSON
        Rollout run = await pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 5%", "disagreements <= 5%") with { OnInconclusive = "hold" });
        await using Load load = pair.Model.Load();

        ShadowReport report = await Eventually.GetAsync(
            async () => await pair.ReportAsync(run) is { Pairs: > 40 } seen ? seen : null, "40 pairs", otherwise: () => pair.Model.Gateway.Process.Output);

        Assert.Equal(agrees, report.Disagreed == 0);
        Assert.Equal(agrees ? 0 : 1, report.MaxDifference);
        Assert.Equal(0, report.Shape);
    }
}
