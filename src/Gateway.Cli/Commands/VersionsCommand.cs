using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl versions MODEL [VERSION]</c>.</summary>
internal static class VersionsCommand
{
    private static readonly string[] Columns = ["version", "state", "digest", "size", "created", "by", "aliases", "approved by", "hosts", "problems"];

    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string?> version = new("version") { Arity = ArgumentArity.ZeroOrOne };
        return context.Command("versions", "Lists a model's versions, or shows one.", [model, version], async (result, client, token) =>
        {
            if (result.GetValue(version) is { } name)
            {
                Version one = await client.VersionAsync(result.GetValue(model)!, name, token);
                return context.Show(result, one, Columns, [Row(one)]);
            }

            Page<Version> versions = await client.VersionsAsync(result.GetValue(model)!, token);
            return context.Show(result, versions, Columns, versions.Items.Select(Row));
        });
    }

    private static string?[] Row(Version version) =>
    [
        version.Number, version.State, version.Digest[..Math.Min(19, version.Digest.Length)], Cells.Bytes(version.Bytes), Cells.Time(version.CreatedAt), version.CreatedBy,
        string.Join(", ", version.Aliases), string.Join(", ", version.Approvals.Select(approval => approval.By)),
        $"{version.Hosts.Ready}/{version.Hosts.Wanted}", string.Join("; ", (version.Problems ?? []).Select(problem => problem.Message)),
    ];
}
