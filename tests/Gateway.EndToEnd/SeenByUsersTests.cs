using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What somebody tried who did not write it: each was a defect once.</summary>
public sealed class SeenByUsersTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_header_with_a_name_that_is_not_English_reaches_the_host_as_it_was_sent()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "accents");
        using HttpClient client = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = _gateway.Prediction.BaseAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/accents/infer") { Content = new StringContent(ForeignModel.Body) };
        request.Headers.TryAddWithoutValidation("x-user", "José");
        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(model.Baseline.Seen, headers => headers["x-user"] == "José");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("garbage")]
    [InlineData("\"1\", \"2\"")]
    public async Task An_If_Match_that_is_no_tag_matches_nothing(string tag)
    {
        (int status, JsonElement problem) = await _gateway.CallAsync(HttpMethod.Put, "/models/still/settings", new { timeout = "20s" }, ("If-Match", tag));
        Assert.Equal((412, "precondition-failed"), (status, problem.Text("type")));
    }

    [Theory]
    [InlineData("settings", """{"timeout":"60d"}""", "timeout")]
    [InlineData("traffic", """{"weights":{"1":79228162514264337593543950335,"2":79228162514264337593543950335}}""", "weights.1")]
    [InlineData("versions/1/hosts", """{"addresses":["http://127.0.0.1:1"],"headers":{"x":"a\nb: c"}}""", "headers.x")]
    [InlineData("versions/1/hosts", """{"addresses":["http://127.0.0.1:1"],"headers":{"Content-Length":"5"}}""", "headers.Content-Length")]
    public async Task What_could_not_work_is_refused_with_its_path(string resource, string body, string path)
    {
        (int status, JsonElement problem) = await _gateway.CallAsync(HttpMethod.Put, $"/models/still/{resource}", body);
        Assert.Equal(400, status);
        Assert.Contains(path, problem.Problems().Keys);
    }

    [Fact]
    public async Task Evidence_that_is_none_is_a_sentence_and_not_a_crash()
    {
        string file = Path.Combine(Paths.Temporary("judge"), "empty.json");
        await File.WriteAllTextAsync(file, "{}");
        (int code, string output) = await Gwctl.RunAsync(_gateway, "judge", file);
        Assert.Equal(2, code);
        Assert.Contains("is no evidence", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/models/still/settings", """{"policy":"zzz"}""", "policy")]
    [InlineData("PUT", "/policies/itself", """{"policy":"itself"}""", "policy")]
    [InlineData("PUT", "/freeze", """{"models":["d*g"]}""", "models[0]")]
    [InlineData("PUT", "/models/still/traffic", """{"weights":{"1":100},"rules":[{"header":"bad header","in":["a"],"version":"2"}]}""", "rules[0].header")]
    [InlineData("POST", "/models/elsewhere/versions", """{"hosts":[{"rest":"http://127.0.0.1:1","bogus":1}]}""", "hosts[0].bogus")]
    [InlineData("GET", "/events?kind=nope", null, "kind")]
    public async Task A_name_that_nobody_knows_is_never_a_default(string method, string call, string? body, string path)
    {
        (int status, JsonElement problem) = await _gateway.CallAsync(new HttpMethod(method), call, body);
        Assert.Equal(400, status);
        Assert.Contains(path, problem.Problems().Keys);
    }

    [Fact]
    public async Task A_change_of_settings_says_from_what_to_what_and_why()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "explained", versions: 1);
        Assert.Equal(200, (await _gateway.CallAsync(HttpMethod.Put, "/models/explained/settings", """{"timeout":"20s","reason":"slow clients"}""")).Status);

        Event told = (await model.EventsAsync("settingsChanged"))[^1];
        Assert.Equal(("timeout=30s", "timeout=20s", "slow clients"), (told.From, told.To, told.Reason));
        Assert.False((await _gateway.CallAsync(HttpMethod.Get, "/models/explained/settings")).Body.TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task A_service_is_no_version_before_it_has_answered_once()
    {
        int port = Paths.FreePort();
        Contracts.Version version = await _gateway.Client.RegisterAsync(
            "absent", new VersionRegistration { Hosts = Json.List($"http://127.0.0.1:{port}"), Protocol = "http", HealthPath = "/healthz" }, CancellationToken.None);

        Assert.Equal("validating", version.State);
        Assert.Null((await _gateway.Client.ModelAsync("absent", CancellationToken.None)).Baseline);
    }

    [Fact]
    public async Task A_rollback_is_not_undone_by_saying_it_twice()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "twice");
        Rollout run = await model.StandingAsync();
        await model.UntilAsync(run.Id, "progressing");
        await _gateway.Client.CommandAsync(run.Id, "promote", "I know it", CancellationToken.None);
        await model.UntilAsync(run.Id, "baking");
        await _gateway.Client.CommandAsync(run.Id, "promote", "and it is baked", CancellationToken.None);
        await model.UntilAsync(run.Id, "promoted");

        RollbackAnswer back = await _gateway.Client.RollBackAsync("twice", "complaints", null, CancellationToken.None);
        (int status, JsonElement problem) = await _gateway.CallAsync(HttpMethod.Post, "/models/twice/rollback", new { reason = "complaints" });

        Assert.Equal(("2", "1"), (back.From, back.To));
        Assert.Equal((409, "rolled-back-already"), (status, problem.Text("type")));
        Assert.Equal("2", (await _gateway.Client.RollBackAsync("twice", "it was not that", "2", CancellationToken.None)).To);
    }

    [Fact]
    public async Task A_rollback_that_waits_for_a_host_is_seen_and_is_off_when_a_rollout_starts()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "pending");
        model.Candidate.Ready = () => false;
        RollbackAnswer waits = await _gateway.Client.RollBackAsync("pending", "a try", "2", CancellationToken.None);
        Assert.False(waits.Warm);
        Assert.Equal("2", (await _gateway.Client.ModelAsync("pending", CancellationToken.None)).SwitchingTo);

        Rollout run = await model.StandingAsync();
        Assert.Null((await _gateway.Client.ModelAsync("pending", CancellationToken.None)).SwitchingTo);
        model.Candidate.Ready = () => true;
        await model.UntilAsync(run.Id, "progressing");
        await _gateway.Client.CommandAsync(run.Id, "abort", "never mind", CancellationToken.None);

        Assert.Equal(new Dictionary<string, decimal> { ["1"] = 100 }, await model.WeightsAsync());
    }

    [Fact]
    public async Task A_rollout_beside_a_split_names_its_baseline_and_is_told_whose_share_it_takes()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "beside", versions: 3);
        await _gateway.CallAsync(HttpMethod.Put, "/models/beside/traffic", """{"weights":{"1":50,"2":50},"watch":false}""");

        (int status, JsonElement problem) = await _gateway.CallAsync(HttpMethod.Post, "/models/beside/rollouts?dryRun=true", """{"candidate":"3"}""");
        Assert.Equal(400, status);
        Assert.Contains("baseline", problem.Problems().Keys);
        (_, JsonElement plan) = await _gateway.CallAsync(HttpMethod.Post, "/models/beside/rollouts?dryRun=true", """{"candidate":"3","baseline":"1","guards":["errors <= 2%"]}""");
        string[] warnings = [.. plan.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!)];
        Assert.Contains(warnings, warning => warning.StartsWith("Version 2 has 50 % now", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("No guard is on latency", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_may_be_asked_with_HEAD(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage response = await _gateway.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
