using System.CommandLine;
using Gateway.Cli.Reports;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl report post FILE</c>: what <c>gwctl check --report</c> wrote, on the pull request.</summary>
internal static class ReportCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> file = new("file") { Description = "What gwctl check --report wrote." };
        Option<bool> check = new("--check") { Description = "Also as a check run (GitHub) or a commit status (GitLab)." };
        Option<bool> must = new("--require-comment") { Description = "Exit code 3 if it could not be posted." };
        Command post = CommandContext.Offline("post", "Posts a report, or edits the one that is there.", [file, check, must], async (result, token) =>
        {
            using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
            ReportPost sender = new(http, Environment.GetEnvironmentVariable, context.Printer.Output);
            return await sender.RunAsync(await File.ReadAllTextAsync(result.GetValue(file)!, token), result.GetValue(check), result.GetValue(must), token);
        });
        return new Command("report", "Reports on pull requests.") { Subcommands = { post } };
    }
}
