using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Cli.Reports;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>A10 of the acceptance list: one comment, edited in place; the exchanges as the forges have them.</summary>
public sealed class ReportTests
{
    private static readonly string Report = $"{ReportMark.Of("iris")}\n{ReportMark.OfVerdict("failed")}\n### iris: **FAILED**\n";
    private readonly string _folder = Paths.Temporary("report");

    [Fact]
    public async Task A10_a_worse_model_is_told_on_the_pull_request()
    {
        string gate = Path.Combine(_folder, "gate.yaml"), report = Path.Combine(_folder, "report.md");
        File.WriteAllText(gate, "metrics:\n  accuracy: {maxDrop: 0.001}\n");
        string plots = Path.Combine(_folder, "plots");
        Assert.Equal(1, (await Tool.RunAsync("check", Digits.Artifact(1), "--plots", plots, "--data", Path.Combine(Digits.Folder, "heldout.csv"), "--baseline", Digits.Artifact(2), "--gate", gate, "--report", report, "--name", "digits")).Exit);
        string text = await File.ReadAllTextAsync(report);
        Assert.StartsWith("<!-- gateway-report model=digits -->\n<!-- gateway-verdict failed -->\n### digits: **FAILED** - 1 of ", text, StringComparison.Ordinal);
        Assert.Contains("| metrics.accuracy | FAILED | ", text, StringComparison.Ordinal);
        Assert.Contains("Confusion matrix, candidate - baseline", text, StringComparison.Ordinal);
        Assert.Contains("opset", text, StringComparison.Ordinal);
        Assert.Equal(100, System.Xml.Linq.XDocument.Load(Path.Combine(plots, "confusion.svg")).Descendants().Count(shape => shape.Name.LocalName == "rect" && shape.Attribute("fill-opacity") is not null));
        Assert.Contains("accuracy", await File.ReadAllTextAsync(Path.Combine(plots, "metrics.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A10_two_runs_on_one_pull_request_are_one_comment()
    {
        Forge forge = new();
        Assert.Equal(0, await PostAsync(forge, GitHub(), check: true));
        Assert.Equal(0, await PostAsync(forge, GitHub(), check: true));
        Assert.Equal(
            [
                "GET /repos/org/iris/issues/5/comments?per_page=100&page=1", "POST /repos/org/iris/issues/5/comments", "POST /repos/org/iris/check-runs",
                "GET /repos/org/iris/issues/5/comments?per_page=100&page=1", "PATCH /repos/org/iris/issues/comments/77", "POST /repos/org/iris/check-runs",
            ],
            forge.Calls.Select(call => call.Line));
        Assert.Equal(Report, (string?)forge.Calls[1].Body!["body"]);
        Assert.Equal(("failure", "headsha"), ((string?)forge.Calls[2].Body!["conclusion"], (string?)forge.Calls[2].Body!["head_sha"]));
        Assert.All(forge.Calls, call => Assert.Equal(("Bearer t0ken", "2022-11-28", "application/vnd.github+json"), (call.Header("Authorization"), call.Header("X-GitHub-Api-Version"), call.Header("Accept"))));
    }

    [Fact]
    public async Task A10_GitLab_s_notes_are_edited_as_well()
    {
        Forge forge = new();
        Dictionary<string, string> gitlab = new() { ["GITLAB_CI"] = "true", ["CI_API_V4_URL"] = "http://forge/api/v4", ["CI_PROJECT_ID"] = "42", ["CI_MERGE_REQUEST_IID"] = "3", ["CI_COMMIT_SHA"] = "abc", ["GITLAB_TOKEN"] = "glpat" };
        await PostAsync(forge, gitlab, check: true);
        await PostAsync(forge, gitlab);
        Assert.Equal(
            [
                "GET /api/v4/projects/42/merge_requests/3/notes?per_page=100&page=1", "POST /api/v4/projects/42/merge_requests/3/notes", "POST /api/v4/projects/42/statuses/abc",
                "GET /api/v4/projects/42/merge_requests/3/notes?per_page=100&page=1", "PUT /api/v4/projects/42/merge_requests/3/notes/77",
            ],
            forge.Calls.Select(call => call.Line));
        Assert.All(forge.Calls, call => Assert.Equal("glpat", call.Header("PRIVATE-TOKEN")));
    }

    [Fact]
    public async Task A10_a_token_without_rights_fails_no_job_unless_it_must_comment()
    {
        Forge forge = new() { Status = HttpStatusCode.Forbidden };
        Dictionary<string, string> github = GitHub();
        github["GITHUB_STEP_SUMMARY"] = Path.Combine(_folder, "summary.md");
        Assert.Equal(0, await PostAsync(forge, github));
        Assert.Equal(3, await PostAsync(forge, github, must: true));
        Assert.Contains("iris: **FAILED**", await File.ReadAllTextAsync(github["GITHUB_STEP_SUMMARY"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A10_a_report_of_90_000_characters_is_cut_and_says_so()
    {
        string section = $"<details><summary>x</summary>\n{new string('a', 30_000)}\n</details>\n";
        string cut = ReportPost.Cut($"{Report}{section}{section}{section}end\n", 65_536);
        Assert.InRange(cut.Length, 60_000, 65_536);
        Assert.EndsWith("1 sections are in the step summary._\n", cut, StringComparison.Ordinal);
        Assert.Contains("end\n", cut, StringComparison.Ordinal);
    }

    private static async Task<int> PostAsync(Forge forge, Dictionary<string, string> environment, bool check = false, bool must = false)
    {
        using HttpClient http = new(forge, disposeHandler: false);
        return await new ReportPost(http, environment.GetValueOrDefault, TextWriter.Null).RunAsync(Report, check, must, CancellationToken.None);
    }

    private Dictionary<string, string> GitHub()
    {
        string file = Path.Combine(_folder, "event.json");
        File.WriteAllText(file, """{"pull_request":{"number":5,"head":{"sha":"headsha"}}}""");
        return new Dictionary<string, string> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_API_URL"] = "http://forge", ["GITHUB_REPOSITORY"] = "org/iris", ["GITHUB_TOKEN"] = "t0ken", ["GITHUB_SHA"] = "mergesha", ["GITHUB_EVENT_PATH"] = file };
    }

    /// <summary>Remembers what it was asked, and a comment once there is one.</summary>
    private sealed class Forge : HttpMessageHandler
    {
        private readonly JsonArray _comments = [];

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public List<Call> Calls { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            JsonNode? body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
            Calls.Add(new Call($"{request.Method} {request.RequestUri!.PathAndQuery}", request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase), body));
            if (request.Method == HttpMethod.Post && body?["body"] is { } text)
            {
                _comments.Add(new JsonObject { ["id"] = 77, ["body"] = text.DeepClone() });
            }

            string answer = Status != HttpStatusCode.OK ? """{"message":"Resource not accessible by integration"}""" : request.Method == HttpMethod.Get ? _comments.ToJsonString() : "{}";
            return new HttpResponseMessage(Status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }

    private sealed record Call(string Line, Dictionary<string, string> Headers, JsonNode? Body)
    {
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
