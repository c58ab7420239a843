using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl rollouts [MODEL]</c>.</summary>
internal static class RolloutsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> model = new("model") { Arity = ArgumentArity.ZeroOrOne };
        Option<bool> active = new("--active") { Description = "Only those that are going on." };
        return context.Command("rollouts", "Lists rollouts, newest first.", [model, active], async (result, client, token) =>
        {
            Page<Rollout> rollouts = await client.RolloutsAsync(result.GetValue(model), result.GetValue(active), token);
            return context.Show(result, rollouts, ["id", "model", "candidate", "strategy", "phase", "weights", "started", "reason"], rollouts.Items.Select(rollout => new[]
            {
                $"{rollout.Id}", rollout.Model, rollout.Candidate, rollout.Strategy, Cells.Phase(rollout), Cells.Weights(rollout.Weights), Cells.Time(rollout.StartedAt), rollout.Reason,
            }));
        });
    }
}
