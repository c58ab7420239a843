using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl models [MODEL]</c>, <c>gwctl models delete MODEL</c>.</summary>
internal static class ModelsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> name = new("model") { Arity = ArgumentArity.ZeroOrOne };
        return context.Command("models", "Lists models, shows one, removes one.", [name, Delete(context)], async (result, client, token) =>
        {
            if (result.GetValue(name) is { } model)
            {
                Model one = await client.ModelAsync(model, token);
                return context.Show(result, one, ["model", "baseline", "previous", "weights", "versions"], [Row(one)]);
            }

            Page<Model> models = new(await client.ModelsAsync(token));
            return context.Show(result, models, ["model", "baseline", "previous", "weights", "versions"], models.Items.Select(Row));
        });
    }

    private static Command Delete(CommandContext context)
    {
        Argument<string> name = new("model");
        Option<bool> force = new("--force") { Description = "Also while it serves." };
        return context.Command("delete", "Removes a model.", [name, force], async (result, client, token) =>
        {
            await client.DeleteModelAsync(result.GetValue(name)!, result.GetValue(force), token);
            return Exit.Done;
        });
    }

    private static string?[] Row(Model model) => [model.Name, model.Baseline, model.PreviousBaseline, Cells.Weights(model.Traffic?.Weights), $"{model.Versions}"];
}
