using System.Text.Json.Nodes;

namespace Gateway.Cli.Reports;

/// <summary>Comments and check runs of GitHub, from within its Actions.</summary>
/// <remarks>Source: docs.github.com, REST API version 2022-11-28. Check runs take a GITHUB_TOKEN or an App's token, no personal one.</remarks>
internal sealed class GitHub : IForge
{
    private readonly ForgeCalls _calls;
    private readonly string _repository;
    private readonly long? _pull;
    private readonly string? _head;

    /// <param name="environment">Variables by name.</param>
    public GitHub(HttpClient http, Func<string, string?> environment)
    {
        Dictionary<string, string> headers = new() { ["Accept"] = "application/vnd.github+json", ["X-GitHub-Api-Version"] = "2022-11-28" };
        if (environment("GITHUB_TOKEN") is { Length: > 0 } token)
        {
            headers["Authorization"] = $"Bearer {token}";
        }

        _calls = new ForgeCalls(http, environment("GITHUB_API_URL") ?? "https://api.github.com", headers);
        _repository = environment("GITHUB_REPOSITORY") ?? "";
        JsonNode? pull = environment("GITHUB_EVENT_PATH") is { } file && File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))?["pull_request"] : null;
        (_pull, _head) = ((long?)pull?["number"], (string?)pull?["head"]?["sha"] ?? environment("GITHUB_SHA")); // GITHUB_SHA of a pull request is a merge that nobody has
    }

    public int Most => 65_536;

    public async Task<string> CommentAsync(string mark, string body, CancellationToken cancellationToken)
    {
        JsonObject content = new() { ["body"] = body };
        if (_pull is not { } number)
        {
            await _calls.SendAsync(HttpMethod.Post, $"/repos/{_repository}/commits/{_head}/comments", content, cancellationToken);
            return $"commented on commit {_head}";
        }

        string comments = $"/repos/{_repository}/issues/{number}/comments";
        long? there = await _calls.FindAsync(comments, mark, cancellationToken);
        await (there is { } id
            ? _calls.SendAsync(HttpMethod.Patch, $"/repos/{_repository}/issues/comments/{id}", content, cancellationToken)
            : _calls.SendAsync(HttpMethod.Post, comments, content, cancellationToken));
        return $"{(there is null ? "commented on" : "edited the comment on")} pull request {number}";
    }

    public Task CheckAsync(string name, string verdict, string title, string summary, CancellationToken cancellationToken) => _calls.SendAsync(
        HttpMethod.Post,
        $"/repos/{_repository}/check-runs",
        new JsonObject
        {
            ["name"] = name,
            ["head_sha"] = _head,
            ["status"] = "completed",
            ["conclusion"] = verdict switch { "passed" => "success", "failed" => "failure", _ => "neutral" },
            ["output"] = new JsonObject { ["title"] = title, ["summary"] = summary },
        },
        cancellationToken);
}
