using System.Diagnostics;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Gateway.EndToEnd.Workflows;

/// <summary>The sample's workflow files: each of their lines runs, in order, against a gateway and a forge.</summary>
public sealed class WorkflowTests
{
    private static readonly string Folder = Path.Combine(Paths.Repository, "samples", "digits", "ci");

    [LongFact]
    public async Task GitHub_s_workflow_checks_reports_and_delivers()
    {
        YamlNode[] steps = [.. Seq(Read("github.yml"), "jobs", "model", "steps")];
        string[] lines = [.. steps.OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("run")).Select(step => ((YamlScalarNode)step["run"]).Value!)];
        await using FixedServer forge = (await FixedServer.StartAsync())
            .With("GET /repos/org/digits/issues/5/comments?per_page=100&page=1", "[]").With("POST /repos/org/digits/issues/5/comments", "{}", 201).With("POST /repos/org/digits/check-runs", "{}", 201);
        string folder = Paths.Temporary("github");
        await File.WriteAllTextAsync(Path.Combine(folder, "event.json"), """{"pull_request":{"number":5,"head":{"sha":"headsha"}}}""");
        await RunAsync(folder, lines, new Dictionary<string, string>
        {
            ["GITHUB_ACTIONS"] = "true", ["GITHUB_API_URL"] = forge.Origin, ["GITHUB_REPOSITORY"] = "org/digits", ["GITHUB_TOKEN"] = "t0ken", ["GITHUB_SHA"] = "sha", ["GITHUB_EVENT_PATH"] = Path.Combine(folder, "event.json"),
        });
        Assert.Equal(["GET /repos/org/digits/issues/5/comments?per_page=100&page=1", "POST /repos/org/digits/issues/5/comments", "POST /repos/org/digits/check-runs"], forge.Asked);
    }

    [LongFact]
    public async Task GitLab_s_pipeline_does_the_same()
    {
        YamlMappingNode pipeline = Read("gitlab.yml");
        string[] lines = [.. new[] { ("check", "script"), ("check", "after_script"), ("deliver", "script") }.SelectMany(part => Seq(pipeline, part.Item1, part.Item2)).Select(line => ((YamlScalarNode)line).Value!)];
        await using FixedServer forge = (await FixedServer.StartAsync())
            .With("GET /api/v4/projects/42/merge_requests/3/notes?per_page=100&page=1", "[]").With("POST /api/v4/projects/42/merge_requests/3/notes", "{}", 201).With("POST /api/v4/projects/42/statuses/abc", "{}", 201);
        await RunAsync(Paths.Temporary("gitlab"), lines, new Dictionary<string, string>
        {
            ["GITLAB_CI"] = "true", ["CI_API_V4_URL"] = $"{forge.Origin}/api/v4", ["CI_PROJECT_ID"] = "42", ["CI_MERGE_REQUEST_IID"] = "3", ["CI_COMMIT_SHA"] = "abc", ["GITLAB_TOKEN"] = "glpat",
        });
        Assert.Equal(3, forge.Asked.Count);
    }

    /// <summary>In a folder that looks like the repository, with gwctl in the path.</summary>
    private static async Task RunAsync(string folder, string[] lines, Dictionary<string, string> environment)
    {
        Assert.Equal(3, lines.Length);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        await gateway.Client.SetPolicyAsync(
            "default", new RolloutSpec { Steps = Json.Of(new[] { new { weight = 30, minDuration = "500ms", minSamples = 20 } }), Bake = new BakeSpec { Duration = "500ms" } }, CancellationToken.None);
        await using Load load = new(gateway, "digits", Digits.Rows, 2);
        Directory.CreateSymbolicLink(Path.Combine(folder, "samples"), Path.Combine(Paths.Repository, "samples"));
        environment["GWCTL_SERVER"] = $"http://127.0.0.1:{gateway.AdminPort}";
        environment["GWCTL_MODELHOST"] = Paths.Program("Gateway.ModelHost", "modelhost");
        environment["PATH"] = $"{Path.GetDirectoryName(Paths.Program("Gateway.Cli", "gwctl"))}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (string line in lines)
        {
            (int code, string output) = await BashAsync(folder, line, environment);
            Assert.True(code == 0, $"{line}\nended with {code}:\n{output}");
        }

        Assert.True(File.Exists(Path.Combine(folder, "checks.xml")), "the check writes JUnit's XML");
        Assert.Equal("2", (await gateway.Client.ModelAsync("digits", CancellationToken.None)).Baseline);
    }

    private static async Task<(int Code, string Output)> BashAsync(string folder, string line, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new("bash", ["-eo", "pipefail", "-c", line]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process bash = Process.Start(start)!;
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(120));
        Task<string> output = bash.StandardOutput.ReadToEndAsync(late.Token), errors = bash.StandardError.ReadToEndAsync(late.Token);
        await bash.WaitForExitAsync(late.Token);
        return (bash.ExitCode, await output + await errors);
    }

    private static YamlMappingNode Read(string file)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, file))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlSequenceNode Seq(YamlNode node, params string[] path) => (YamlSequenceNode)path.Aggregate(node, (at, name) => at[name]);
}
