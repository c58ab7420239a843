using System.CommandLine;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl tags MODEL VERSION [NAME=VALUE …]</c>: an empty value takes the tag away.</summary>
internal static class TagsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model"), version = new("version");
        Argument<string[]> pairs = new("tags") { Description = "NAME=VALUE …; an empty value takes the tag away.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> reason = new("--reason") { Description = "Why, for the journal." };
        return context.Command("tags", "Shows or sets a version's tags; the others stay.", [model, version, pairs, reason], async (result, client, token) =>
        {
            (string name, string number) = (result.GetValue(model)!, result.GetValue(version)!);
            TagsSpec tags = await client.TagsAsync(name, number, token);
            if (result.GetValue(pairs) is { Length: > 0 } changes)
            {
                tags = await client.SetTagsAsync(name, number, new TagsSpec { Tags = With(tags.Tags!, changes), Reason = result.GetValue(reason) }, token);
            }

            return context.Show(result, tags, ["tag", "value"], tags.Tags!.Select(tag => new[] { tag.Key, tag.Value }));
        });
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> tags, string[] changes)
    {
        Dictionary<string, string> next = new(tags);
        foreach (string change in changes)
        {
            string[] parts = change.Split('=', 2);
            if (parts.Length < 2)
            {
                throw new UsageException($"\"{change}\" is not NAME=VALUE.");
            }

            next[parts[0]] = parts[1];
        }

        return next.Where(tag => tag.Value.Length > 0).ToDictionary();
    }
}
