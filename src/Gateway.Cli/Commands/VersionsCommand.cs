using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl versions MODEL [VERSION] [--last N]</c>.</summary>
internal static class VersionsCommand
{
    private static readonly string[] Columns = ["version", "state", "digest", "size", "created", "by", "aliases", "approved by", "hosts", "problems"];

    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string?> version = new("version") { Arity = ArgumentArity.ZeroOrOne };
        Option<int?> last = new("--last") { Description = "Only the newest so many; default: all." };
        return context.Command("versions", "Lists a model's versions, or shows one.", [model, version, last], async (result, client, token) =>
        {
            if (result.GetValue(version) is { } name)
            {
                if (result.GetValue(last) is not null)
                {
                    throw new UsageException("--last is for the list: give it or VERSION.");
                }

                Version one = await client.VersionAsync(result.GetValue(model)!, name, token);
                return context.Show(result, one, Columns, [Row(one)]);
            }

            Page<Version> versions = result.GetValue(last) is { } count
                ? await client.LastVersionsAsync(result.GetValue(model)!, count, null, token)
                : new Page<Version>(await client.AllVersionsAsync(result.GetValue(model)!, token).ToListAsync(token));
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
