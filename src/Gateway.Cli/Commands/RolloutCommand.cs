using System.CommandLine;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl rollout start|show|watch|shadow|hold|resume|advance|approve|promote|abort|retry</c>.</summary>
internal static class RolloutCommand
{
    private static readonly (string Verb, string Does)[] Verbs =
    [
        ("hold", "Stands still."), ("resume", "Goes on."), ("advance", "Ends this step now."), ("approve", "Opens a manual gate."),
        ("promote", "Goes to 100 % now."), ("abort", "Gives the baseline 100 %."), ("retry", "Starts a rolled-back run anew; lifts the quarantine."),
    ];

    public static Command Make(CommandContext context)
    {
        Command command = new("rollout", "Starts, watches and steers a rollout; ID may be the model's name.");
        command.Subcommands.Add(RolloutStart.Make(context));
        command.Subcommands.Add(Show(context, "show", "Shows a rollout and its guards.", wait: false));
        command.Subcommands.Add(Show(context, "watch", "Follows a rollout to its end.", wait: true));
        command.Subcommands.Add(RolloutShadow.Make(context));
        foreach ((string verb, string does) in Verbs)
        {
            command.Subcommands.Add(Steer(context, verb, does));
        }

        return command;
    }

    private static Command Show(CommandContext context, string name, string does, bool wait)
    {
        Argument<string> id = new("id");
        Option<string> timeout = RolloutWatch.Timeout();
        return context.Command(name, does, wait ? [id, timeout] : [id], async (result, client, token) =>
        {
            Rollout rollout = await RolloutWatch.FindAsync(client, result.GetValue(id)!, token);
            return wait
                ? await RolloutWatch.FollowAsync(context.Printer, result, client, rollout, result.GetValue(timeout)!, token)
                : RolloutWatch.Show(context, result, rollout);
        });
    }

    private static Command Steer(CommandContext context, string verb, string does)
    {
        Argument<string> id = new("id");
        Option<string?> reason = new("--reason");
        return context.Command(verb, does, [id, reason], async (result, client, token) =>
        {
            Rollout rollout = await RolloutWatch.FindAsync(client, result.GetValue(id)!, token);
            return RolloutWatch.Show(context, result, await client.CommandAsync(rollout.Id, verb, result.GetValue(reason), token));
        });
    }
}
