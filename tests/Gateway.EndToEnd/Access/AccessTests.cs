using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.EndToEnd.Access;

/// <summary>Who may do what, on all three ports of a gateway that others can reach.</summary>
public sealed class AccessTests(KeyedGateway fixture) : IClassFixture<KeyedGateway>
{
    private GatewayProcess Gateway => fixture.Gateway;

    [Fact]
    public async Task Without_a_key_everything_but_probes_is_denied()
    {
        foreach (string path in (string[])["/api/v1/models", "/api/v1/keys", "/api/v1/events", "/metrics", "/swagger/v1/swagger.json", "/nothing"])
        {
            Assert.Equal((path, 401), (path, await fixture.AdminAsync(null, "GET", path)));
            Assert.Equal((path, 401), (path, await fixture.AdminAsync("gwk_wrong", "GET", path)));
        }

        Assert.Equal(401, await fixture.AdminAsync(null, "POST", "/api/v1/stop", "{}"));
        Assert.Equal(401, (await fixture.InferAsync(null, "digits")).Status);
        Assert.Equal(401, (await KeyedGateway.CallAsync(Gateway.Prediction, null, HttpMethod.Get, "/v2/models")).Status);
        Assert.Equal(200, await fixture.AdminAsync(null, "GET", "/healthz"));
        Assert.Equal(200, (await KeyedGateway.CallAsync(Gateway.Prediction, null, HttpMethod.Get, "/v2/health/live")).Status);
        Assert.Contains("\"waitingFor\":[]", (await KeyedGateway.CallAsync(Gateway.Admin, null, HttpMethod.Get, "/readyz")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_key_is_in_a_file_that_only_its_owner_reads_and_the_log_names_the_file_alone()
    {
        string file = Path.Combine(Gateway.Data, "bootstrap.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(file));
        Assert.Contains(file, Gateway.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Bootstrap, Gateway.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predictor", 403, 403, 403, 403, 200)]
    [InlineData("viewer", 200, 403, 403, 403, 403)]
    [InlineData("publisher", 200, 400, 403, 403, 200)]
    [InlineData("operator", 200, 400, 400, 403, 200)]
    [InlineData("admin", 200, 400, 400, 400, 200)]
    public async Task A_role_may_do_what_the_table_says(string role, int view, int publish, int operate, int administer, int predict)
    {
        string key = (await fixture.KeyAsync($"role-{role}", role)).Key;

        Assert.Equal(view, await fixture.AdminAsync(key, "GET", "/api/v1/models"));
        Assert.Equal(view, await fixture.AdminAsync(key, "GET", "/metrics"));
        Assert.Equal(publish, await fixture.AdminAsync(key, "POST", "/api/v1/models/digits/rollouts", "{\"nonsense\":1}"));
        Assert.Equal(operate, await fixture.AdminAsync(key, "PUT", "/api/v1/models/digits/traffic", "{\"nonsense\":1}"));
        Assert.Equal(administer, await fixture.AdminAsync(key, "POST", "/api/v1/keys", "{\"nonsense\":1}"));
        Assert.Equal(predict, await Served(key));
    }

    [Fact]
    public async Task A_key_for_some_models_sees_and_does_nothing_with_the_others()
    {
        string key = (await fixture.KeyAsync("digits-only", "operator", "dig*")).Key;

        Assert.Equal(200, await Served(key));
        (int status, string body, _) = await fixture.InferAsync(key, "other");
        Assert.Equal((403, true), (status, body.Contains("dig*", StringComparison.Ordinal)));
        Assert.Equal(403, (await fixture.InferAsync(key, "not-there")).Status);
        Assert.Equal("""{"models":["digits"]}""", (await KeyedGateway.CallAsync(Gateway.Prediction, key, HttpMethod.Get, "/v2/models")).Body);
        Assert.DoesNotContain("other", (await KeyedGateway.CallAsync(Gateway.Prediction, key, HttpMethod.Post, "/v2/repository/index")).Body, StringComparison.Ordinal);
        foreach (string path in (string[])["/api/v1/models", "/api/v1/overview", "/api/v1/hosts", "/api/v1/events", "/api/v1/rollouts", "/metrics"])
        {
            (int code, string text, _) = await KeyedGateway.CallAsync(Gateway.Admin, key, HttpMethod.Get, path);
            Assert.Equal((path, 200, false), (path, code, text.Contains("\"other\"", StringComparison.Ordinal)));
        }

        Assert.Contains("\"models\":1,", (await KeyedGateway.CallAsync(Gateway.Admin, key, HttpMethod.Get, "/api/v1/overview")).Body, StringComparison.Ordinal);
        Assert.Contains("model=\"digits\"", (await KeyedGateway.CallAsync(Gateway.Admin, key, HttpMethod.Get, "/metrics")).Body, StringComparison.Ordinal);
        Assert.Equal(403, await fixture.AdminAsync(key, "GET", "/api/v1/models/other/traffic"));
        Assert.Equal(403, await fixture.AdminAsync(key, "POST", "/api/v1/stop", "{}"));
        Assert.Equal(404, await fixture.AdminAsync(key, "GET", "/api/v1/hosts/other%2F1%2F1/log"));
    }

    [LongFact]
    public async Task A_gateway_that_is_open_on_purpose_answers_to_its_services_name_and_one_on_loopback_only_to_its_own()
    {
        await using GatewayProcess open = await GatewayProcess.StartAsync("--Gateway:BindAddress=0.0.0.0", "--Gateway:AllowAnonymous=true"), local = await GatewayProcess.StartAsync();
        Assert.Equal(200, await NamedAsync(open, HttpMethod.Get, "/metrics", "gateway:8002"));
        Assert.Equal(201, await NamedAsync(open, HttpMethod.Post, "/api/v1/backups", "gateway:8002"));
        Assert.Equal(403, await NamedAsync(open, HttpMethod.Post, "/api/v1/stop", "gateway:8002", "cross-site"));
        Assert.Equal(403, await NamedAsync(local, HttpMethod.Get, "/api/v1/models", "rebound.example"));
        Assert.Equal(200, await NamedAsync(local, HttpMethod.Get, "/api/v1/models", "localhost:8002"));
        Assert.Equal(200, await NamedAsync(local, HttpMethod.Get, "/healthz", "127.0.0.1"));
    }

    private static async Task<int> NamedAsync(GatewayProcess gateway, HttpMethod method, string path, string host, string? site = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Host = host;
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using HttpResponseMessage response = await gateway.Admin.SendAsync(request);
        return (int)response.StatusCode;
    }

    [Fact]
    public async Task Over_gRPC_a_key_comes_as_metadata_and_probes_need_none()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Gateway.GrpcPort}");
        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
        Metadata key = new() { { "authorization", $"Bearer {(await fixture.KeyAsync("over-grpc", "predictor", "digits")).Key}" } };

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new global::Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "digits" }))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "other" }, key))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelReadyAsync(new ModelReadyRequest { Name = "other" }, key))).StatusCode);
        Assert.Equal(["digits"], (await client.RepositoryIndexAsync(new RepositoryIndexRequest(), key)).Models.Select(model => model.Name).Distinct());
        await Served((await fixture.KeyAsync("warms", "predictor")).Key);
        Assert.Equal("digits", (await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "digits" }, key)).Name);
    }

    [Fact]
    public async Task A_rotated_key_goes_on_until_its_overlap_ends_and_a_deleted_one_ends_at_once()
    {
        NewKey old = await fixture.KeyAsync("turning", "viewer");
        NewKey next = await Gateway.Client.RotateKeyAsync(old.Id, new KeyRotation { Overlap = "1h" }, CancellationToken.None);
        Assert.Equal((200, 200), (await fixture.AdminAsync(old.Key, "GET", "/api/v1/models"), await fixture.AdminAsync(next.Key, "GET", "/api/v1/models")));

        NewKey last = await Gateway.Client.RotateKeyAsync(next.Id, new KeyRotation { Overlap = "0s" }, CancellationToken.None);
        Assert.Equal((401, 200), (await fixture.AdminAsync(next.Key, "GET", "/api/v1/models"), await fixture.AdminAsync(last.Key, "GET", "/api/v1/models")));

        await Gateway.Client.DeleteKeyAsync(last.Id, "lost", CancellationToken.None);
        Assert.Equal(401, await fixture.AdminAsync(last.Key, "GET", "/api/v1/models"));
        Assert.Equal("lost", (await fixture.EventsAsync("keyDeleted", "bootstrap")).First(line => line.GetProperty("to").GetString()!.Contains($"{last.Id}", StringComparison.Ordinal)).GetProperty("reason").GetString());
        Assert.StartsWith("The key turning has expired.", (await fixture.EventsAsync("accessRefused", "turning"))[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_has_used_up_its_rate_waits_as_long_as_it_is_told()
    {
        NewKey key = await Gateway.Client.CreateKeyAsync(new KeySpec { Name = "slow", Role = "viewer", Rate = "2/h", Quota = "1000/24h" }, CancellationToken.None);
        await fixture.AdminAsync(key.Key, "GET", "/api/v1/models");
        await fixture.AdminAsync(key.Key, "GET", "/api/v1/models");
        (int status, string body, HttpResponseHeaders headers) = await KeyedGateway.CallAsync(Gateway.Admin, key.Key, HttpMethod.Get, "/api/v1/models");

        Assert.Equal((429, "too-many-requests"), (status, JsonDocument.Parse(body).RootElement.GetProperty("type").GetString()));
        Assert.InRange(headers.RetryAfter!.Delta!.Value.TotalMinutes, 1, 60);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_key_is_told_at_once()
    {
        (int status, string body, _) = await KeyedGateway.CallAsync(
            Gateway.Admin, fixture.Bootstrap, HttpMethod.Post, "/api/v1/keys", """{"name":"a b","role":"king","models":["ok","no way"],"expires":"soon","rate":"fast"}""");

        Assert.Equal(400, status);
        Assert.Equal(
            ["expires", "models[1]", "name", "rate", "role"],
            JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).Order());
    }

    [Fact]
    public async Task A_publisher_cannot_point_the_gateway_at_hosts_elsewhere()
    {
        string key = (await fixture.KeyAsync("pushes", "publisher")).Key;

        Assert.Equal(403, await fixture.AdminAsync(key, "POST", "/api/v1/models/digits/versions", """{"hosts":["http://127.0.0.1:9"]}"""));
    }

    [Fact]
    public async Task Refusals_of_a_known_caller_are_in_the_journal_with_who_and_what()
    {
        string key = (await fixture.KeyAsync("curious", "viewer")).Key;
        await fixture.AdminAsync(key, "POST", "/api/v1/stop", "{}");

        JsonElement line = (await fixture.EventsAsync("accessRefused", "curious"))[0];
        Assert.Equal("403 POST /api/v1/stop", line.GetProperty("to").GetString());
        Assert.Equal("curious may not operate.", line.GetProperty("reason").GetString());
    }

    /// <returns>The status once there is a host, which starts with the first request.</returns>
    private async Task<int> Served(string key)
    {
        int status = 0;
        await Eventually.TrueAsync(async () => (status = (await fixture.InferAsync(key, "digits")).Status) != 503, "an answer of digits");
        return status;
    }
}
