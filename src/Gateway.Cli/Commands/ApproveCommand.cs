using System.CommandLine;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl approve MODEL VERSION</c>: with another key than the one that pushed it.</summary>
internal static class ApproveCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model"), version = new("version");
        Option<string?> reason = new("--reason") { Description = "Why, for the journal." };
        return context.Command("approve", "Approves a version that somebody else pushed.", [model, version, reason], async (result, client, token) =>
        {
            Contracts.Version approved = await client.ApproveAsync(result.GetValue(model)!, result.GetValue(version)!, result.GetValue(reason), token);
            return context.Show(result, approved, ["approved by", "at", "why", "report"], approved.Approvals.Select(one => new[] { one.By, Output.Cells.Time(one.At), one.Comment, one.ReportDigest }));
        });
    }
}
