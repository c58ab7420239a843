using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl freeze</c>, <c>gwctl stop</c>.</summary>
internal static class FreezeCommand
{
    public static Command Make(CommandContext context)
    {
        Option<string[]> models = new("--model") { Description = "Which; default: all. May be repeated." };
        Option<string?> until = new("--until") { Description = "A time such as 2026-12-24T18:00:00Z." };
        Option<string[]> windows = new("--window") { Description = "Five cron fields, UTC; may be repeated." };
        Option<string?> reason = new("--reason");
        Option<bool> lift = new("--lift") { Description = "Ends the freeze." };
        return context.Command("freeze", "No step, promotion or start for a while; rollback always works. Without an option it shows what holds.", [models, until, windows, reason, lift], async (result, client, token) =>
        {
            if (result.GetValue(lift))
            {
                await client.LiftFreezeAsync(token);
                return Exit.Done;
            }

            Freeze? freeze = Nothing(result, models, until, windows, reason)
                ? await client.FreezeAsync(token)
                : await client.SetFreezeAsync(
                    new Freeze(result.GetValue(models) is { Length: > 0 } named ? named : ["*"], Time(result.GetValue(until)), result.GetValue(windows) is { Length: > 0 } given ? given : null, result.GetValue(reason)), token);
            return context.Show(result, freeze, ["models", "until", "windows", "reason"], freeze is null ? [] : [[string.Join(" ", freeze.Models), Cells.Time(freeze.Until), string.Join("; ", freeze.Windows ?? []), freeze.Reason]]);
        });
    }

    private static bool Nothing(ParseResult result, params Option[] options) => options.All(option => result.GetResult(option) is null or { Implicit: true });

    public static Command MakeStop(CommandContext context)
    {
        Option<string> reason = new("--reason") { Required = true };
        return context.Command("stop", "Aborts every running rollout, and freezes.", [reason], async (result, client, token) =>
        {
            Freeze freeze = await client.StopAsync(result.GetValue(reason), token);
            return context.Show(result, freeze, ["models", "reason"], [[string.Join(" ", freeze.Models), freeze.Reason]]);
        });
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new UsageException($"--until: \"{text}\" is no time such as 2026-12-24T18:00:00Z.");
}
