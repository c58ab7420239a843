using System.CommandLine;
using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl alias MODEL</c>, <c>gwctl alias set MODEL NAME VERSION</c>, <c>gwctl alias remove MODEL NAME</c>.</summary>
internal static class AliasCommand
{
    private static readonly string[] Columns = ["alias", "version", "revision"];

    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        return context.Command("alias", "Names that point at versions, and may move.", [model, Set(context), Remove(context)], async (result, client, token) =>
        {
            Page<Alias> aliases = await client.AliasesAsync(result.GetValue(model)!, token);
            return context.Show(result, aliases, Columns, aliases.Items.Select(Row));
        });
    }

    private static Command Set(CommandContext context)
    {
        Argument<string> model = new("model"), name = new("name"), version = new("version");
        Option<long?> expected = new("--if-revision") { Description = "Only if it has this revision, 0 for none yet: exit code 1 when someone else was first." };
        Option<string?> reason = new("--reason") { Description = "Why, for the journal." };
        return context.Command("set", "Points an alias at a version.", [model, name, version, expected, reason], async (result, client, token) =>
        {
            AliasSpec spec = new() { Version = result.GetValue(version), Reason = result.GetValue(reason) };
            Alias alias = await client.SetAliasAsync(result.GetValue(model)!, result.GetValue(name)!, spec, result.GetValue(expected), token);
            return context.Show(result, alias, Columns, [Row(alias)]);
        });
    }

    private static Command Remove(CommandContext context)
    {
        Argument<string> model = new("model"), name = new("name");
        Option<string?> reason = new("--reason") { Description = "Why, for the journal." };
        return context.Command("remove", "Takes an alias away.", [model, name, reason], async (result, client, token) =>
        {
            await client.RemoveAliasAsync(result.GetValue(model)!, result.GetValue(name)!, result.GetValue(reason), token);
            return Exit.Done;
        });
    }

    private static string?[] Row(Alias alias) => [alias.Name, alias.Version, alias.Revision.ToString(CultureInfo.InvariantCulture)];
}
