using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.EndToEnd.Access;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Environments;

/// <summary>B1 and B6 of the acceptance list: from staging to production, with everything that speaks for a version.</summary>
public sealed class CopyTests(StagingAndProduction environments) : IClassFixture<StagingAndProduction>
{
    private GatewayProcess Staging => environments.Staging;

    private GatewayProcess Production => environments.Production;

    [LongFact]
    public async Task B6_after_two_promotions_of_three_a_version_is_refused_with_both_numbers_and_after_the_third_and_B1_an_approval_it_starts()
    {
        await Staging.PushAsync("fraud", Digits.Artifact(1));
        await Staging.PushAsync("fraud", Digits.Artifact(2), """{"team":"risk"}""");
        await Staging.ServesAsync("fraud");
        await environments.PromoteAsync("fraud", "2");
        await environments.PromoteAsync("fraud", "2");
        await Production.PushAsync("fraud", Digits.Artifact(1));
        await Production.Client.SetPolicyAsync("strict", new RolloutSpec { Require = new RequireSpec("staging", 3, 1) }, CancellationToken.None);
        await Production.Client.SetSettingsAsync("fraud", new ModelSettings { Policy = "strict" }, CancellationToken.None);

        (int code, string output) = await environments.CopyAsync("fraud@2");
        Assert.True(code == 0, output);
        Contracts.Version there = await Staging.Client.VersionAsync("fraud", "2", CancellationToken.None), here = await Production.Client.VersionAsync("fraud", "2", CancellationToken.None);
        Assert.Equal((there.Digest, there.RecordDigest, "ready"), (here.Digest, here.RecordDigest, here.State));
        Origin origin = Assert.Single(here.Origins);
        Assert.Equal(("staging", "2", 2), (origin.Environment, origin.Version, origin.PromotedRuns));
        (_, JsonElement papers) = await Production.CallAsync(HttpMethod.Get, "/models/fraud/versions/2/origins/staging");
        Assert.Equal(2, papers.GetProperty("evidence").GetArrayLength());
        Assert.Contains("load.opens", papers.Text("report"), StringComparison.Ordinal);

        (int refused, JsonElement problem) = await StartAsync(new { candidate = "2", policy = "default" });
        Assert.Equal((409, "requirements-unmet"), (refused, problem.Text("type")));
        Assert.Equal("it was promoted 2 of 3 times in staging (policy strict)", problem.Problems()["require.promotedRuns"]);
        Assert.Equal("it has 0 of 1 approvals (policy strict)", problem.Problems()["require.approvals"]);

        await environments.PromoteAsync("fraud", "2");
        await Staging.Client.SetAliasAsync("fraud", "blessed", new AliasSpec { Version = "2" }, null, CancellationToken.None);
        Assert.Equal(0, (await environments.CopyAsync("fraud@blessed")).Code);
        Assert.Equal(3, Assert.Single((await Production.Client.VersionAsync("fraud", "2", CancellationToken.None)).Origins).PromotedRuns);
        Assert.Equal(["require.approvals"], (await StartAsync(new { candidate = "2" })).Body.Problems().Keys);
        Assert.Equal(403, (await KeyedGateway.CallAsync(Production.Admin, environments.Carrier, HttpMethod.Post, "/api/v1/models/fraud/versions/2/approve")).Status);
        await Production.Client.ApproveAsync("fraud", "2", "saw the report", CancellationToken.None);
        Assert.Equal(201, (await StartAsync(new { candidate = "2" })).Status);
    }

    [LongFact]
    public async Task A_passport_that_was_altered_or_is_about_other_bytes_is_refused()
    {
        await Staging.PushAsync("forged", Digits.Artifact(3));
        await Production.PushAsync("forged", Digits.Artifact(3));
        await Production.PushAsync("forged", Digits.Artifact(4));
        Passport passport = (await Staging.Client.PassportAsync("forged", "1", CancellationToken.None))!;
        JsonNode better = JsonNode.Parse(passport.Statement)!;
        better["promotedRuns"] = 3;
        await RefusedAsync("1", passport with { Statement = better.ToJsonString() }, "signature");
        await RefusedAsync("1", passport with { Report = "{}" }, "report");
        await RefusedAsync("1", passport with { Evidence = ["{}"] }, "evidence");
        await RefusedAsync("2", passport, "statement");
        Assert.Empty((await Production.Client.VersionAsync("forged", "1", CancellationToken.None)).Origins);
    }

    [LongFact]
    public async Task Weights_in_other_files_are_carried_along_by_digest()
    {
        string folder = Paths.Temporary("carried"), tar = Path.Combine(folder, "model.tar");
        await using (RunningProcess pack = RunningProcess.Start(Paths.Program("Gateway.Cli", "gwctl"), ["pack", ExternalModel.Write(folder), "--out", tar]))
        {
            Assert.Equal(0, await pack.ExitAsync(TimeSpan.FromSeconds(60)));
        }

        Contracts.Version there = await Staging.PushAsync("carried", tar);
        Assert.Equal(0, (await environments.CopyAsync("carried@1")).Code);
        Contracts.Version here = await Production.Client.VersionAsync("carried", "1", CancellationToken.None);
        Assert.Equal((there.Digest, there.RecordDigest), (here.Digest, here.RecordDigest));
    }

    [Fact]
    public async Task What_a_policy_requires_no_rollout_can_unsay()
    {
        (int status, JsonElement body) = await Production.CallAsync(HttpMethod.Put, "/policies/odd", new { require = new { promotedRuns = 3, approvals = -1 } });
        Assert.Equal((400, true), (status, body.Problems().ContainsKey("require.from") && body.Problems().ContainsKey("require.approvals")));
        await Production.PushAsync("plain", Digits.Artifact(1));
        await Production.PushAsync("plain", Digits.Artifact(2));
        (status, body) = await Production.CallAsync(HttpMethod.Post, "/models/plain/rollouts", new { candidate = "2", require = new { approvals = 0 } });
        Assert.Equal((400, "is a policy's, not a rollout's"), (status, body.Problems()["require"]));
    }

    private Task<(int Status, JsonElement Body)> StartAsync(object body) => Production.CallAsync(HttpMethod.Post, "/models/fraud/rollouts", body);

    private async Task RefusedAsync(string version, Passport passport, string path)
    {
        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => Production.Client.FilePassportAsync("forged", version, passport, CancellationToken.None));
        Assert.Equal((422, path), (refused.Problem.Status, refused.Problem.Errors![0].Path));
    }
}
