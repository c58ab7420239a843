using System.CommandLine;
using System.Text.Json;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl events [MODEL] [--follow]</c>: the newest lines, or those behind a number.</summary>
internal static class EventsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> model = new("model") { Arity = ArgumentArity.ZeroOrOne };
        Option<string?> kind = new("--kind") { Description = "Only of this kind, such as rolloutChanged." };
        Option<long?> after = new("--after") { Description = "The oldest behind this seq, instead of the newest." };
        Option<int> limit = new("--limit") { Description = "How many lines, 1 to 1000; default 100: the newest, shown oldest first.", DefaultValueFactory = _ => 100 };
        Option<bool> follow = new("--follow", "-f") { Description = "Goes on with what happens." };
        return context.Command("events", "The journal.", [model, kind, after, limit, follow], async (result, client, token) =>
        {
            if (!result.GetValue(follow))
            {
                Page<Event> events = result.GetValue(after) is { } seq
                    ? await client.EventsAsync(result.GetValue(model), result.GetValue(kind), seq, result.GetValue(limit), token)
                    : await client.LastEventsAsync(result.GetValue(model), result.GetValue(kind), result.GetValue(limit), token);
                return context.Show(result, events, ["seq", "at", "kind", "model", "version", "from", "to", "actor", "reason"], events.Items.Select(Row));
            }

            await foreach (Event line in client.FollowAsync(result.GetValue(model), result.GetValue(kind), result.GetValue(after) ?? 0, token))
            {
                context.Printer.Line(context.Printer.IsJson(result) ? JsonSerializer.Serialize(line, ContractJson.Options) : string.Join("  ", Row(line).Where(cell => !string.IsNullOrEmpty(cell))));
            }

            return Exit.Done;
        });
    }

    private static string?[] Row(Event line) => [$"{line.Seq}", Cells.Time(line.At), line.Kind, line.Model, line.Version, line.From, line.To, line.Actor, line.Reason];
}
