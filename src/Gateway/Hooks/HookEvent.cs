using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Hooks;

/// <summary>What matters of an event.</summary>
/// <param name="Repository">Or the registered model's name.</param>
/// <param name="Branch">Null: the event has none, as a release.</param>
/// <param name="Commit">Of a pipeline that ended well: the version made of it is wanted.</param>
/// <param name="Artifact">URL of a release's .onnx or .tar.</param>
/// <param name="Version">Of MLflow's registered model.</param>
internal sealed record HookEvent(string Repository, string? Branch = null, string? Commit = null, string? Artifact = null, string? Version = null)
{
    private static readonly string[] Extensions = [".onnx", ".tar"];

    /// <returns>Null: nothing starts on such an event.</returns>
    public static HookEvent? Read(string kind, IHeaderDictionary headers, byte[] body)
    {
        try
        {
            JsonNode? root = JsonNode.Parse(body);
            return kind switch
            {
                "github" => GitHub(headers["X-GitHub-Event"], root),
                "gitlab" => GitLab((string?)root?["object_kind"], root),
                _ => Mlflow(root),
            };
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <remarks>A pull request's run has the branch's name of whoever asks: only pushes to the repository itself count.</remarks>
    private static HookEvent? GitHub(string? kind, JsonNode? root) => ((string?)root?["repository"]?["full_name"], kind, (string?)root?["action"]) switch
    {
        ({ } name, "workflow_run", "completed") when root["workflow_run"] is { } run && (string?)run["conclusion"] == "success" && (string?)run["event"] == "push" && (string?)run["head_repository"]?["full_name"] == name =>
            new HookEvent(name, (string?)run["head_branch"], (string?)run["head_sha"]),
        ({ } name, "release", "published") when Wanted(root["release"]?["assets"], "browser_download_url") is { } url => new HookEvent(name, Artifact: url),
        _ => null,
    };

    private static HookEvent? GitLab(string? kind, JsonNode? root) => ((string?)root?["project"]?["path_with_namespace"], kind) switch
    {
        ({ } name, "pipeline") when root["object_attributes"] is { } pipeline && (string?)pipeline["status"] == "success" && (string?)pipeline["source"] != "merge_request_event" && (bool?)pipeline["tag"] != true =>
            new HookEvent(name, (string?)pipeline["ref"], (string?)pipeline["sha"]),
        ({ } name, "release") when (string?)root["action"] == "create" && Wanted(root["assets"]?["links"], "url") is { } url => new HookEvent(name, Artifact: url),
        _ => null,
    };

    private static HookEvent? Mlflow(JsonNode? root) => ((string?)root?["entity"], (string?)root?["action"], (string?)root?["data"]?["name"], root?["data"]?["version"]?.ToString()) switch
    {
        ("model_version_alias" or "model_version", "created", { } name, { } version) => new HookEvent(name, Version: version),
        _ => null,
    };

    private static string? Wanted(JsonNode? assets, string member) =>
        (assets as JsonArray ?? []).Select(asset => (string?)asset?[member]).FirstOrDefault(url => Extensions.Contains(Path.GetExtension(url)));
}
