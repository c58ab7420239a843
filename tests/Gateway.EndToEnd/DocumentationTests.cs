using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Every <c>sh</c> block of a page runs, in order, against a gateway of its own (the pages of a folder share one); only the ports are others.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Docs = Path.Combine(Paths.Repository, "docs");

    /// <summary>What a new user follows first; the other pages take three minutes.</summary>
    private static readonly string[] First = ["README.md"];

    /// <summary>Pages, and folders of them.</summary>
    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Docs, "*.md").Append(Path.Combine(Paths.Repository, "README.md")).Concat(Directory.EnumerateDirectories(Docs))
            .Where(page => Blocks(page).Any()).Select(page => Path.GetRelativePath(Paths.Repository, page)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_works(string page)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed");
        Assert.SkipUnless(LongTests.Asked || First.Contains(page), LongTests.Reason);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using HostProcess elsewhere = await HostProcess.StartAsync("--model", $"digits={Digits.Artifact(1)}");
        string folder = Paths.Temporary("docs");
        string script = Path.Combine(folder, "page.sh");
        await File.WriteAllTextAsync(script, Script(page, gateway, elsewhere));

        (int exitCode, string output) = await RunAsync(script);

        Assert.True(exitCode == 0, $"{page} ended with {exitCode}:\n{output}\n{gateway.Process.Output}");
    }

    /// <summary>Written files stay out of the repository: the page runs in a folder that looks like it.</summary>
    private static string Script(string page, GatewayProcess gateway, HostProcess elsewhere)
    {
        string commands = string.Join('\n', Blocks(Path.Combine(Paths.Repository, page)))
            .Replace("127.0.0.1:8000", $"127.0.0.1:{gateway.RestPort}", StringComparison.Ordinal)
            .Replace("127.0.0.1:8001", $"127.0.0.1:{gateway.GrpcPort}", StringComparison.Ordinal)
            .Replace("127.0.0.1:8002", $"127.0.0.1:{gateway.AdminPort}", StringComparison.Ordinal)
            .Replace("127.0.0.1:9100", $"127.0.0.1:{elsewhere.Port}", StringComparison.Ordinal)
            .Replace("127.0.0.1:9101", $"127.0.0.1:{elsewhere.GrpcPort}", StringComparison.Ordinal)
            .Replace("/debug/", $"/{Path.GetFileName(Path.GetDirectoryName(Paths.Program("Gateway.Cli", "gwctl")))}/", StringComparison.Ordinal);
        return $$"""
            set -euo pipefail
            cd "$(dirname "$0")"
            for entry in artifacts samples tests; do ln -s "{{Paths.Repository}}/$entry" "$entry"; done
            export GWCTL_SERVER=http://127.0.0.1:{{gateway.AdminPort}}
            gwctl() { dotnet "{{Paths.Program("Gateway.Cli", "gwctl")}}.dll" "$@"; }
            {{commands}}
            wait
            """;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(120));
        Task<string> output = bash.StandardOutput.ReadToEndAsync(late.Token), errors = bash.StandardError.ReadToEndAsync(late.Token);
        await bash.WaitForExitAsync(late.Token);
        return (bash.ExitCode, await output + await errors);
    }

    /// <param name="page">A file, or a folder of files.</param>
    private static IEnumerable<string> Blocks(string page) =>
        from file in Directory.Exists(page) ? Directory.GetFiles(page, "*.md").Order(StringComparer.Ordinal) : (IEnumerable<string>)[page]
        from Match block in Shell().Matches(File.ReadAllText(file))
        select block.Groups[1].Value;

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shell();
}
