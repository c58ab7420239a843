using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Copies between two really trained models.</summary>
public sealed class ShadowDigitsTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync();
        await _gateway.PushAsync("digits", Digits.Artifact(1));
        await _gateway.PushAsync("digits", Digits.Artifact(2));
        await _gateway.ServesAsync("digits");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [LongFact]
    public async Task A_better_model_is_held_by_its_gate_with_its_report_while_clients_see_the_old_one()
    {
        await using Load load = new(_gateway, "digits", Digits.Rows, 4);
        Rollout rollout = await _gateway.Client.StartAsync("digits", ShadowPair.Shadow("errors <= 2%") with { Shadow = new ShadowSpec { MinDuration = "1s", MinSamples = 719 } }, CancellationToken.None);

        Rollout held = await _gateway.UntilAsync(rollout.Id, now => now.Phase == "held", "The end of the shadow");
        await load.StopAsync();

        ShadowReport report = await _gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(("gate", 0, "1"), (held.HeldBecause, load.Failed, load.Versions.Keys.Single()));
        Assert.InRange(report.ArgmaxAgreement!.Value, 0.7, 0.95); // v1 is right in 82 % of the rows, v2 in 98 %
        Assert.Equal((0L, 0L), (report.Shape, report.Nan));
        Assert.Equal(10, report.Different.Count);
        Assert.Equal(report.Different.OrderByDescending(pair => pair.MaxDifference), report.Different);
        Assert.Equal([1, 10], report.Different[0].Outputs.Single(output => output.Name == "probabilities").BaselineShape!);
        string text = JsonSerializer.Serialize(report, ContractJson.Options);
        Assert.DoesNotContain("pixels", text, StringComparison.Ordinal);
        Assert.Contains($"{report.Pairs} copies: {report.Agreed} agreed", await Gwctl.DoneAsync(_gateway, "rollout", "shadow", "digits"), StringComparison.Ordinal);
        Assert.Equal(report.Pairs, (await Gwctl.JsonAsync(_gateway, "rollout", "shadow", $"{rollout.Id}")).GetProperty("pairs").GetInt64());
    }

    [LongFact]
    public async Task Compared_by_argmax_scores_may_differ_and_the_report_stays_after_the_end()
    {
        await using Load load = new(_gateway, "digits", Digits.Rows, 4, "x-routing-key");
        RolloutSpec spec = ShadowPair.Shadow("errors <= 2%") with { Shadow = new ShadowSpec { Percent = 20, MinDuration = "1s", MinSamples = 50, Compare = "argmax" } };
        Rollout rollout = await _gateway.Client.StartAsync("digits", spec, CancellationToken.None);
        await _gateway.UntilAsync(rollout.Id, now => now.Phase == "held", "The end of the shadow");
        int sent = load.Sent;
        await load.StopAsync();
        ShadowReport before = await _gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);

        await _gateway.Client.CommandAsync(rollout.Id, "abort", null, CancellationToken.None);
        await _gateway.RestartAsync();

        ShadowReport after = await _gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);
        Assert.Equal((before.Pairs, before.Agreed, before.ArgmaxAgreement, before.Different.Count), (after.Pairs, after.Agreed, after.ArgmaxAgreement, after.Different.Count));
        Assert.InRange(before.Pairs + before.Dropped, 50, sent / 4); // a fifth, of what came since the start
        Assert.InRange(before.Agreed, 1, before.Pairs - 1); // by their values no two answers of these models agree
        Assert.Equal(before.Disagreed, before.Pairs - before.Agreed);
    }
}
