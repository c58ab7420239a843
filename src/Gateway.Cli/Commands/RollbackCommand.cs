using System.CommandLine;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl rollback MODEL</c>.</summary>
internal static class RollbackCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Option<string?> to = new("--to") { Description = "A version; otherwise the baseline of the running rollout, or the one before." };
        Option<string> reason = new("--reason") { DefaultValueFactory = _ => "gwctl rollback" };
        return context.Command("rollback", "Back to the version that was good, whatever is going on.", [model, to, reason], async (result, client, token) =>
        {
            RollbackAnswer answer = await client.RollBackAsync(result.GetValue(model)!, result.GetValue(reason)!, result.GetValue(to), token);
            return context.Show(result, answer, ["from", "to", "in force"], [[answer.From, answer.To, answer.Warm ? "now" : "as soon as it has a host"]]);
        });
    }
}
