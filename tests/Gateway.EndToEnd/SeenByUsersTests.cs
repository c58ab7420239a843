using System.Net;
using System.Text;
using System.Text.Json;
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
}
