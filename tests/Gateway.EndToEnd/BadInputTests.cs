using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>One answer tells all that is wrong with a call: its query, the form of its body, and what its rules say of the rest.</summary>
public sealed class BadInputTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("POST", "/models/still/rollouts?dryrun=true",
        """{"candidat":"2","strategy":"blue-green","guards":["erors <= 2%",{"guard":"p99 <= 1s","acton":"hold"}],"rescue":"yes","alpha":2,"steps":[{"weight":120,"minDuraton":"5s"}]}""",
        "dryrun (did you mean dryRun?)", "candidat (did you mean candidate?)", "rescue", "candidate", "strategy (did you mean blueGreen?)", "guards[0]", "guards[1].acton (did you mean action?)", "alpha", "steps[0].minDuraton (did you mean minDuration?)", "steps[0].weight")]
    [InlineData("PUT", "/models/still/settings", """{"onPush":"rolout","polcy":"x","timeout":"soon","hosts":"two","keepVersions":0}""",
        "polcy (did you mean policy?)", "hosts", "onPush (did you mean rollout?)", "timeout", "keepVersions")]
    [InlineData("PUT", "/models/still/traffic", """{"weights":{"1":90,"2":9,"7":0.001},"baselin":"1","watch":"no","rules":[{"header":"x","in":[],"version":"9"}]}""",
        "baselin (did you mean baseline?)", "watch", "weights", "weights.7", "rules[0]", "rules[0].version")]
    [InlineData("PUT", "/policies/strict", """{"guards":["errors < 1 %"],"onInconclusive":"holt","force":"yes","bake":{"duration":"x","oldWeight":50}}""",
        "force", "guards[0]", "onInconclusive (did you mean hold?)", "bake.oldWeight", "bake.duration")]
    [InlineData("PUT", "/freeze", """{"models":["a b"],"windows":["sometimes"],"untill":"x"}""", "untill (did you mean until?)", "models[0]", "windows[0]")]
    [InlineData("POST", "/models/still/versions?incompatibel=allow", """{"hosts":["nowhere",{"rst":"http://a:1"}],"protocol":"htp","healthpth":"/"}""",
        "incompatibel (did you mean incompatible?)", "healthpth (did you mean healthPath?)", "protocol", "hosts[0]", "hosts[1].rst (did you mean rest?)", "hosts[1]")]
    [InlineData("PUT", "/models/still/versions/1/hosts", """{"count":2,"addreses":[]}""", "addreses (did you mean addresses?)")]
    [InlineData("POST", "/models/still/rollback?forse=1", """{"reson":"x"}""", "forse", "reson (did you mean reason?)")]
    [InlineData("GET", "/events?limt=3&kind=rolloutChange&from=yesterday", null, "limt (did you mean limit?)", "kind (did you mean rolloutChanged?)", "from")]
    [InlineData("GET", "/models/still?verbose=1", null, "verbose")]
    public async Task Everything_is_told_at_once_with_its_path_and_the_nearest_name(string method, string path, string? body, params string[] told)
    {
        (int status, JsonElement answer) = await _gateway.CallAsync(new HttpMethod(method), path, body);

        Assert.Equal(400, status);
        Assert.Equal(
            told.Order(StringComparer.Ordinal),
            answer.GetProperty("errors").EnumerateArray().Select(error => error.Text("path") + Hint(error.Text("message"))).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_query_that_is_not_known_stops_a_change()
    {
        (int status, _) = await _gateway.CallAsync(HttpMethod.Post, "/models/still/rollouts?dryrun=true", new { candidate = "2" });
        Assert.Equal(400, status);
        Assert.Empty((await _gateway.Client.LiveRolloutsAsync("still", CancellationToken.None)));
    }

    [Theory]
    [InlineData("POST", "/models/secret/versions", """{"hosts":["http://user:hunter2@127.0.0.1:1"]}""")]
    [InlineData("POST", "/models/secret/versions", """{"hosts":[{"rest":"http://127.0.0.1:1","grpc":"http://user:hunter2@127.0.0.1:2"}]}""")]
    [InlineData("POST", "/models/secret/versions", """{"hosts":["user:hunter2@127.0.0.1"]}""")]
    [InlineData("PUT", "/models/still/versions/1/hosts", """{"addresses":["http://user:hunter2@127.0.0.1:1"]}""")]
    [InlineData("POST", "/models/still/rollouts", """{"candidate":"2","steps":[{"weight":5,"gate":{"url":"http://user:hunter2@127.0.0.1/gate"}}]}""")]
    public async Task A_password_in_an_address_is_refused_and_never_said_back(string method, string path, string body)
    {
        (int status, JsonElement answer) = await _gateway.CallAsync(new HttpMethod(method), path, body);

        Assert.Equal(400, status);
        Assert.Contains("user and password", answer.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer.GetRawText() + _gateway.Process.Output, StringComparison.Ordinal);
    }

    private static string Hint(string message) => message.IndexOf(" (did you mean", StringComparison.Ordinal) is >= 0 and var at ? message[at..(message.IndexOf(')', at) + 1)] : "";
}
