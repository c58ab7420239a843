using System.Text.Json.Nodes;

namespace Gateway.Cli.Reports;

/// <summary>Notes of a merge request and commit statuses of GitLab, from within its CI.</summary>
internal sealed class GitLab : IForge
{
    private readonly ForgeCalls _calls;
    private readonly string _project;
    private readonly string? _request;
    private readonly string? _commit;

    /// <param name="environment">Variables by name; <c>GITLAB_TOKEN</c> needs the scope api.</param>
    public GitLab(HttpClient http, Func<string, string?> environment)
    {
        _calls = new ForgeCalls(http, environment("CI_API_V4_URL") ?? "https://gitlab.com/api/v4", new Dictionary<string, string> { ["PRIVATE-TOKEN"] = environment("GITLAB_TOKEN") ?? "" });
        (_project, _request, _commit) = (environment("CI_PROJECT_ID") ?? "", environment("CI_MERGE_REQUEST_IID"), environment("CI_COMMIT_SHA"));
    }

    public int Most => 1_000_000;

    public async Task<string> CommentAsync(string mark, string body, CancellationToken cancellationToken)
    {
        string notes = $"/projects/{_project}/merge_requests/{_request ?? throw new ForgeException("this pipeline is of no merge request")}/notes";
        long? there = await _calls.FindAsync(notes, mark, cancellationToken);
        JsonObject content = new() { ["body"] = body };
        await (there is { } id ? _calls.SendAsync(HttpMethod.Put, $"{notes}/{id}", content, cancellationToken) : _calls.SendAsync(HttpMethod.Post, notes, content, cancellationToken));
        return $"{(there is null ? "commented on" : "edited the comment on")} merge request {_request}";
    }

    /// <summary>GitLab knows no neutral one: what is inconclusive has not succeeded.</summary>
    public Task CheckAsync(string name, string verdict, string title, string summary, CancellationToken cancellationToken) => _calls.SendAsync(
        HttpMethod.Post,
        $"/projects/{_project}/statuses/{_commit}",
        new JsonObject { ["state"] = verdict == "passed" ? "success" : "failed", ["name"] = name, ["description"] = title },
        cancellationToken);
}
