using System.Security.Cryptography;
using System.Text;
using Gateway.Hooks;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Hooks;

/// <summary>B7 of the acceptance list: who may start something here; vectors from what the senders do.</summary>
public sealed class HookSignatureTests
{
    private static readonly byte[] Secret = "s3cr3t"u8.ToArray(), Body = "{\"a\": 1}"u8.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData("sha256=01d817993e886ef5e644fb014c4691e9c3b91a743ef5f5c5509fbb8a2b8e276a", "d-1")]
    [InlineData("sha256=01d817993e886ef5e644fb014c4691e9c3b91a743ef5f5c5509fbb8a2b8e276b", null)]
    [InlineData("", null)]
    public void B7_GitHub_signs_the_body(string signature, string? delivery) =>
        Assert.Equal(delivery, HookSignature.Delivery("github", Headers(("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", "d-1")), Body, Secret, Now));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void B7_MLflow_signs_id_time_and_body_and_five_minutes_later_it_is_too_late(int later, bool right)
    {
        const string Id = "11111111-1111-1111-1111-111111111111";
        IHeaderDictionary headers = Headers(("X-MLflow-Delivery-Id", Id), ("X-MLflow-Timestamp", "1700000000"), ("X-MLflow-Signature", "v1,bjMv8LVOEvs8JIISH1cEZK0y0qwoGIqsyNAtdqJkw28="));
        Assert.Equal(right ? Id : null, HookSignature.Delivery("mlflow", headers, Body, Secret, Now.AddSeconds(later)));
        headers["X-MLflow-Delivery-Id"] = "22222222-1111-1111-1111-111111111111";
        Assert.Null(HookSignature.Delivery("mlflow", headers, Body, Secret, Now.AddSeconds(later)));
    }

    [Fact]
    public void B7_GitLab_sends_its_token_or_signs_as_Standard_Webhooks_do()
    {
        Assert.Equal("e-1", HookSignature.Delivery("gitlab", Headers(("X-Gitlab-Token", "s3cr3t"), ("X-Gitlab-Event-UUID", "e-1")), Body, Secret, Now));
        Assert.Null(HookSignature.Delivery("gitlab", Headers(("X-Gitlab-Token", "s3cr3T"), ("X-Gitlab-Event-UUID", "e-1")), Body, Secret, Now));
        Assert.Null(HookSignature.Delivery("gitlab", Headers(("X-Gitlab-Token", "s3cr3t")), Body, Secret, Now)); // without an id it could come again
        byte[] key = [.. Enumerable.Range(0, 24).Select(i => (byte)i)], signing = Encoding.ASCII.GetBytes($"whsec_{Convert.ToBase64String(key)}");
        string signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. "m-1.1700000000."u8, .. Body]))}";
        Assert.Equal("m-1", HookSignature.Delivery("gitlab", Headers(("webhook-id", "m-1"), ("webhook-timestamp", "1700000000"), ("webhook-signature", $"v1,AAAA {signature}")), Body, signing, Now));
    }

    [Fact]
    public void What_ended_well_or_was_published_is_read_and_everything_else_passed_by()
    {
        Assert.Equal(
            new HookEvent("org/iris", "main", "abc"),
            Read("github", """{"action":"completed","repository":{"full_name":"org/iris"},"workflow_run":{"conclusion":"success","event":"push","head_repository":{"full_name":"org/iris"},"head_branch":"main","head_sha":"abc"}}""", ("X-GitHub-Event", "workflow_run")));
        Assert.Equal(
            new HookEvent("org/iris", Artifact: "https://github.com/a/model.tar"),
            Read("github", """{"action":"published","repository":{"full_name":"org/iris"},"release":{"assets":[{"browser_download_url":"https://github.com/a/notes.md"},{"browser_download_url":"https://github.com/a/model.tar"}]}}""", ("X-GitHub-Event", "release")));
        Assert.Equal(new HookEvent("g/iris", "main", "abc"), Read("gitlab", """{"object_kind":"pipeline","project":{"path_with_namespace":"g/iris"},"object_attributes":{"status":"success","ref":"main","sha":"abc"}}"""));
        Assert.Equal(new HookEvent("fraud", Version: "3"), Read("mlflow", """{"entity":"model_version_alias","action":"created","data":{"name":"fraud","alias":"champion","version":"3"}}"""));
        Assert.Null(Read("github", """{"action":"completed","repository":{"full_name":"org/iris"},"workflow_run":{"conclusion":"failure"}}""", ("X-GitHub-Event", "workflow_run")));
        Assert.Null(Read("gitlab", "[1"));
        Assert.Null(Read("mlflow", """{"entity":5}"""));
    }

    [Fact]
    public void A_branch_that_a_fork_or_a_merge_request_names_is_nobody_s_word()
    {
        const string Run = """{"action":"completed","repository":{"full_name":"org/iris"},"workflow_run":{"conclusion":"success","event":"EVENT","head_repository":{"full_name":"HEAD"},"head_branch":"main","head_sha":"abc"}}""";
        foreach ((string kind, string head) in ((string, string)[])[("pull_request", "org/iris"), ("push", "fork/iris")])
        {
            Assert.Null(Read("github", Run.Replace("EVENT", kind, StringComparison.Ordinal).Replace("HEAD", head, StringComparison.Ordinal), ("X-GitHub-Event", "workflow_run")));
        }

        foreach (string odd in (string[])["\"source\":\"merge_request_event\"", "\"tag\":true"])
        {
            Assert.Null(Read("gitlab", $$$"""{"object_kind":"pipeline","project":{"path_with_namespace":"g/iris"},"object_attributes":{"status":"success","ref":"main","sha":"abc",{{{odd}}}}}"""));
        }
    }

    [Theory]
    [InlineData("s3cr3t", true)]
    [InlineData("whsec_AAECAwQF", true)]
    [InlineData("whsec_not*base64", false)]
    public void A_signing_token_that_is_none_stops_the_start_and_no_call(string secret, bool right) => Assert.Equal(
        right, !new HookSource { Kind = "gitlab", Secret = secret, Repository = "g/iris", Model = "iris" }.Problems("sources[0]").Any(problem => problem.Path == "sources[0].secret"));

    private static HookEvent? Read(string kind, string body, params (string, string)[] headers) => HookEvent.Read(kind, Headers(headers), Encoding.UTF8.GetBytes(body));

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers) => new(headers.ToDictionary(header => header.Name, header => new Microsoft.Extensions.Primitives.StringValues(header.Value)));
}
