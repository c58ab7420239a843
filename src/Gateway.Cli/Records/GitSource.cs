using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Records;

/// <summary>Which code: commit, branch, tag, and whether the tree was clean.</summary>
internal static class GitSource
{
    /// <returns>Null outside of a repository, or without git.</returns>
    public static JsonObject? Read(string folder)
    {
        if (Run(folder, "rev-parse", "HEAD") is not { Length: > 0 } commit)
        {
            return null;
        }

        JsonObject source = new() { ["commit"] = commit, ["dirty"] = !string.IsNullOrEmpty(Run(folder, "status", "--porcelain", "--untracked-files=no")) };
        Add(source, "repository", WithoutSecrets(Run(folder, "remote", "get-url", "origin")));
        Add(source, "branch", Environment.GetEnvironmentVariable("GITHUB_HEAD_REF") is { Length: > 0 } head ? head : Run(folder, "symbolic-ref", "--short", "-q", "HEAD"));
        Add(source, "tag", Run(folder, "describe", "--tags", "--exact-match"));
        Add(source, "path", Run(folder, "rev-parse", "--show-prefix")?.TrimEnd('/'));
        if (Ci() is { } ci)
        {
            source["ci"] = ci;
        }

        return source;
    }

    /// <returns>What git prints; null when it says no.</returns>
    public static string? Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process git = Process.Start(start)!;
            Task<string> errors = git.StandardError.ReadToEndAsync();
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            _ = errors;
            return git.ExitCode == 0 ? output.TrimEnd('\n') : null;
        }
        catch (Win32Exception)
        {
            return null; // there is no git here
        }
    }

    private static JsonObject? Ci()
    {
        (string? run, string? provider, string? url) = (Environment.GetEnvironmentVariable("GITHUB_RUN_ID"), Environment.GetEnvironmentVariable("CI_PIPELINE_ID")) switch
        {
            ({ } github, _) => (github, "github", $"{Environment.GetEnvironmentVariable("GITHUB_SERVER_URL")}/{Environment.GetEnvironmentVariable("GITHUB_REPOSITORY")}/actions/runs/{github}"),
            (_, { } gitlab) => (gitlab, "gitlab", Environment.GetEnvironmentVariable("CI_PIPELINE_URL")),
            _ => ((string?)null, (string?)null, (string?)null),
        };
        return run is null ? null : new JsonObject { ["provider"] = provider, ["run"] = run, ["url"] = url };
    }

    /// <summary>A clone's address may hold a token.</summary>
    private static string? WithoutSecrets(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.UserInfo.Length > 0 ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString() : url;

    private static void Add(JsonObject source, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            source[name] = value;
        }
    }
}
