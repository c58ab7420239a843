using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>What a good push does, and what can be asked of it afterwards.</summary>
public sealed class PushTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    private GatewayProcess Gateway => registry.Gateway;

    [Fact]
    public async Task The_first_version_becomes_the_baseline_with_all_traffic()
    {
        using HttpResponseMessage response = await registry.PushAsync("first", Digits.Artifact(1));
        Assert.Equal((HttpStatusCode.Created, "/api/v1/models/first/versions/1"), (response.StatusCode, response.Headers.Location?.ToString()));
        Traffic traffic = await Gateway.Client.TrafficAsync("first", CancellationToken.None);
        Assert.Equal(("1", 100m), (traffic.Baseline, traffic.Weights["1"]));
        await Gateway.ServesAsync("first");
        using HttpResponseMessage answer = await Gateway.InferAsync("first", Digits.Rows[0]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_same_bytes_again_are_the_same_version()
    {
        using HttpResponseMessage first = await registry.PushAsync("same", Digits.Artifact(1)), again = await registry.PushAsync("same", Digits.Artifact(1)), other = await registry.PushAsync("same", Digits.Artifact(2));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created], new[] { first.StatusCode, again.StatusCode, other.StatusCode });
        Page<Contracts.Version> versions = await Gateway.Client.LastVersionsAsync("same", 100, null, CancellationToken.None);
        Assert.Equal(["1", "2"], versions.Items.Select(version => version.Number));
    }

    [Fact]
    public async Task A_version_tells_its_digest_its_signature_and_its_record()
    {
        using HttpResponseMessage pushed = await registry.PushAsync("told", Digits.Artifact(1), """{"team":"vision","inputDefaults":{}}""");
        Contracts.Version version = await Gateway.Client.VersionAsync("told", "1", CancellationToken.None);
        byte[] bytes = await File.ReadAllBytesAsync(Digits.Artifact(1));
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}", version.Digest);
        Assert.Equal(bytes.Length, version.Bytes);
        Assert.Equal("pixels", Assert.Single(version.Signature!.Inputs).Name);
        Assert.Equal("vision", version.Record!.Value.GetProperty("team").GetString());
    }

    [Fact]
    public async Task An_artifact_comes_back_as_it_was_pushed()
    {
        using HttpResponseMessage pushed = await registry.PushAsync("whole", Digits.Artifact(2));
        Assert.Equal(await File.ReadAllBytesAsync(Digits.Artifact(2)), await Gateway.Admin.GetByteArrayAsync("/api/v1/models/whole/versions/1/artifact"));
    }

    [Fact]
    public async Task The_report_says_what_was_checked()
    {
        using HttpResponseMessage pushed = await registry.PushAsync("reported", Digits.Artifact(1));
        (int status, JsonElement report) = await Gateway.CallAsync(HttpMethod.Get, "/models/reported/versions/1/report");
        Assert.Equal(200, status);
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Equal(JsonValueKind.Object, report.GetProperty("signature").ValueKind);
    }

    [Fact]
    public async Task A_version_that_serves_is_not_deleted_and_another_is()
    {
        using HttpResponseMessage one = await registry.PushAsync("deleted", Digits.Artifact(1)), two = await registry.PushAsync("deleted", Digits.Artifact(2));
        Assert.Equal(409, (await Gateway.CallAsync(HttpMethod.Delete, "/models/deleted/versions/1")).Status);
        Assert.Equal(204, (await Gateway.CallAsync(HttpMethod.Delete, "/models/deleted/versions/2")).Status);
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, "/models/deleted/versions/2")).Status);
    }

    [LongFact]
    public async Task A_model_that_serves_is_deleted_by_force_alone_and_may_come_again()
    {
        using HttpResponseMessage one = await registry.PushAsync("removed", Digits.Artifact(1));
        await Gateway.ServesAsync("removed");
        Assert.Equal(409, (await Gateway.CallAsync(HttpMethod.Delete, "/models/removed")).Status);
        Assert.Equal(204, (await Gateway.CallAsync(HttpMethod.Delete, "/models/removed?force=true")).Status);
        using HttpResponseMessage gone = await Gateway.InferAsync("removed", Digits.Rows[0]);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Eventually.TrueAsync(async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items.All(host => host.Model != "removed"), "the end of its hosts");
        using HttpResponseMessage again = await registry.PushAsync("removed", Digits.Artifact(2));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        await Gateway.ServesAsync("removed");
    }

    [Fact]
    public async Task A_call_with_the_same_idempotency_key_gets_the_first_answer()
    {
        object body = new { hosts = new[] { "http://127.0.0.1:1" } };
        (int first, JsonElement one) = await Gateway.CallAsync(HttpMethod.Post, "/models/once/versions", body, ("Idempotency-Key", "once"));
        (int second, JsonElement two) = await Gateway.CallAsync(HttpMethod.Post, "/models/once/versions", body, ("Idempotency-Key", "once"));
        Assert.Equal((201, 201, one.GetRawText()), (first, second, two.GetRawText()));
        Assert.Equal(422, (await Gateway.CallAsync(HttpMethod.Post, "/models/once/versions", new { hosts = new[] { "http://127.0.0.1:2" } }, ("Idempotency-Key", "once"))).Status);
    }
}
