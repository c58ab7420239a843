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
        Option<string?> after = new("--after") { Description = "Those older than the rollout of this id; default: the newest hundred." };
        return context.Command("rollouts", "Lists rollouts, newest first.", [model, active, after], async (result, client, token) =>
        {
            if (result.GetValue(active) && result.GetValue(after) is not null)
            {
                throw new UsageException("--active lists all of them: --after is for the others.");
            }

            Page<Rollout> rollouts = result.GetValue(active)
                ? new Page<Rollout>(await client.LiveRolloutsAsync(result.GetValue(model), token))
                : await client.RolloutsAsync(result.GetValue(model), result.GetValue(after), token);
            return context.Show(result, rollouts, ["id", "model", "candidate", "strategy", "phase", "weights", "started", "reason"], rollouts.Items.Select(rollout => new[]
            {
                $"{rollout.Id}", rollout.Model, rollout.Candidate, rollout.Strategy, Cells.Phase(rollout), Cells.Weights(rollout.Weights), Cells.Time(rollout.StartedAt), rollout.Reason,
            }));
        });
    }
}
