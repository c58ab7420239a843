using System.Text.Json;
using Gateway.Contracts;
using Gateway.EndToEnd.Access;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>A3, A4, B1 of the acceptance list: what may change about a version that itself never does.</summary>
public sealed class OverlayTests(KeyedGateway fixture) : IClassFixture<KeyedGateway>
{
    private const string Champion = "/models/digits/aliases/champion";

    private GatewayProcess Gateway => fixture.Gateway;

    [Fact]
    public async Task A4_of_two_writers_with_the_same_ETag_one_gets_200_and_one_412_that_says_how_it_is()
    {
        await Gateway.PushAsync("digits", Digits.Artifact(2));
        Alias first = await Gateway.Client.SetAliasAsync("digits", "champion", new AliasSpec { Version = "1" }, 0, CancellationToken.None);
        (int Status, JsonElement Body)[] answers = await Task.WhenAll(Move("1", first.Revision), Move("2", first.Revision));
        Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
        Alias now = await Gateway.Client.AliasAsync("digits", "champion", CancellationToken.None);
        Assert.Equal($"champion is version {now.Version} now, with the ETag \"{now.Revision}\".", answers.Single(answer => answer.Status == 412).Body.Text("detail"));
        Assert.True(now.Revision > first.Revision);
        Assert.Equal(["champion"], (await Gateway.Client.VersionAsync("digits", now.Version, CancellationToken.None)).Aliases);
        Assert.Equal(409, (await Gateway.CallAsync(HttpMethod.Delete, $"/models/digits/versions/{now.Version}")).Status);
        Assert.Equal(204, (await Gateway.CallAsync(HttpMethod.Delete, Champion, null, ("if-match", $"\"{now.Revision}\""))).Status);
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, Champion)).Status);
        string?[] lines = [.. (await Gateway.Client.EventsAsync("digits", "aliasChanged", 0, 100, CancellationToken.None)).Items.Select(line => line.To)];
        Assert.Equal(["champion 1", $"champion {now.Version}", "champion"], lines);
    }

    [Fact]
    public async Task All_that_is_wrong_with_an_alias_is_said_at_once()
    {
        (int status, JsonElement body) = await Gateway.CallAsync(HttpMethod.Put, "/models/other/aliases/17", new { version = "9" });
        Assert.Equal(400, status);
        Assert.Equal(["name", "version"], body.Problems().Keys.Order());
    }

    [Fact]
    public async Task B1_who_pushed_a_version_cannot_approve_it_and_another_key_can()
    {
        string pusher = (await fixture.KeyAsync("pusher", "operator")).Key, other = (await fixture.KeyAsync("other-eyes", "operator")).Key, publisher = (await fixture.KeyAsync("only-pushes", "publisher")).Key;
        using HttpClient pushes = new() { BaseAddress = Gateway.Admin.BaseAddress, DefaultRequestHeaders = { { "authorization", $"Bearer {pusher}" } } };
        await using FileStream file = File.OpenRead(Digits.Artifact(3));
        Contracts.Version version = await new GatewayClient(pushes).PushAsync("approved", file, null, null, null, false, CancellationToken.None);
        string approve = $"/api/v1/models/approved/versions/{version.Number}/approve";
        (int status, string body, _) = await KeyedGateway.CallAsync(Gateway.Admin, pusher, HttpMethod.Post, approve);
        Assert.Equal(403, status);
        Assert.Contains("self-approval", body, StringComparison.Ordinal);
        Assert.Equal(403, await fixture.AdminAsync(publisher, "POST", approve));
        Assert.Equal(200, await fixture.AdminAsync(other, "POST", approve, """{"reason":"looked at it"}"""));
        Assert.Equal(200, await fixture.AdminAsync(other, "POST", approve));
        Approval approval = Assert.Single((await Gateway.Client.VersionAsync("approved", version.Number, CancellationToken.None)).Approvals);
        Assert.Equal(("other-eyes", "looked at it"), (approval.By, approval.Comment));
        Assert.StartsWith("sha256:", approval.ReportDigest, StringComparison.Ordinal);
        Assert.Equal("looked at it", Assert.Single(await fixture.EventsAsync("versionApproved", "other-eyes")).Text("reason"));
    }

    [Fact]
    public async Task A3_a_publisher_that_promotes_is_refused_and_the_journal_has_the_refusal()
    {
        string publisher = (await fixture.KeyAsync("submitter", "publisher")).Key;
        Assert.Equal(403, await fixture.AdminAsync(publisher, "POST", $"/api/v1/rollouts/{Guid.CreateVersion7()}/promote"));
        Assert.NotEmpty(await fixture.EventsAsync("accessRefused", "submitter"));
    }

    [Fact]
    public async Task Tags_are_set_as_a_whole_and_by_whoever_saw_them_last()
    {
        (int status, JsonElement body) = await Gateway.CallAsync(HttpMethod.Put, "/models/other/versions/1/tags", new { tags = new { team = "vision", risk = "low" }, reason = "asked for" });
        Assert.Equal((200, "vision"), (status, body.GetProperty("tags").Text("team")));
        Assert.Equal(412, (await Gateway.CallAsync(HttpMethod.Put, "/models/other/versions/1/tags", new { tags = new { } }, ("if-match", "\"0\""))).Status);
        Assert.Equal("low", (await Gateway.Client.VersionAsync("other", "1", CancellationToken.None)).Tags["risk"]);
        Assert.Equal(400, (await Gateway.CallAsync(HttpMethod.Put, "/models/other/versions/1/tags", new { })).Status);
    }

    private Task<(int Status, JsonElement Body)> Move(string version, long expected) => Gateway.CallAsync(HttpMethod.Put, Champion, new { version }, ("if-match", $"\"{expected}\""));
}
