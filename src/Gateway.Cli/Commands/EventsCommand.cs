using System.CommandLine;
using System.Text.Json;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl events [MODEL] [--follow]</c>.</summary>
internal static class EventsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> model = new("model") { Arity = ArgumentArity.ZeroOrOne };
        Option<string?> kind = new("--kind");
        Option<long> after = new("--after") { Description = "Only behind this number." };
        Option<int> limit = new("--limit") { DefaultValueFactory = _ => 100 };
        Option<bool> follow = new("--follow", "-f") { Description = "Goes on with what happens." };
        return context.Command("events", "The journal.", [model, kind, after, limit, follow], async (result, client, token) =>
        {
            if (!result.GetValue(follow))
            {
                Page<Event> events = await client.EventsAsync(result.GetValue(model), result.GetValue(kind), result.GetValue(after), result.GetValue(limit), token);
                return context.Show(result, events, ["seq", "at", "kind", "model", "version", "from", "to", "actor", "reason"], events.Items.Select(Row));
            }

            await foreach (Event line in client.FollowAsync(result.GetValue(model), result.GetValue(kind), result.GetValue(after), token))
            {
                context.Printer.Line(context.Printer.IsJson(result) ? JsonSerializer.Serialize(line, ContractJson.Options) : string.Join("  ", Row(line).Where(cell => !string.IsNullOrEmpty(cell))));
            }

            return Exit.Done;
        });
    }

    private static string?[] Row(Event line) => [$"{line.Seq}", Cells.Time(line.At), line.Kind, line.Model, line.Version, line.From, line.To, line.Actor, line.Reason];
}
