using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl status</c>: every model on one line.</summary>
internal static class StatusCommand
{
    public static Command Make(CommandContext context) => context.Command("status", "Every model: its weights, and what is being rolled out.", [], async (result, client, token) =>
    {
        Page<Model> models = new(await client.ModelsAsync(token));
        return context.Show(result, models, ["model", "baseline", "weights", "rollout", "waiting for"], models.Items.Select(model => new[]
        {
            model.Name, model.Baseline, Cells.Weights(model.Traffic?.Weights),
            model.Rollout is { } rollout ? $"{rollout.Candidate} {Cells.Phase(rollout)}" : "",
            model.Rollout is { } waiting ? string.Join("; ", waiting.WaitingFor) : "",
        }));
    });
}
