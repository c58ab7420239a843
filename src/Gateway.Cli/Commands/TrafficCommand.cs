using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl traffic MODEL</c>, <c>gwctl traffic set MODEL 1=90 2=10</c>.</summary>
internal static class TrafficCommand
{
    private static readonly string[] Columns = ["baseline", "weights", "rules", "watched", "generation"];

    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        return context.Command("traffic", "Shows or sets a model's split.", [model, Set(context)], async (result, client, token) =>
        {
            Traffic traffic = await client.TrafficAsync(result.GetValue(model)!, token);
            return context.Show(result, traffic, Columns, [Row(traffic)]);
        });
    }

    private static Command Set(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string[]> weights = new("weights") { Description = "VERSION=PERCENT …, sum 100.", Arity = ArgumentArity.OneOrMore };
        Option<string?> baseline = new("--baseline") { Description = "The version that rescues." };
        Option<string?> reason = new("--reason");
        Option<bool> unwatched = new("--unwatched") { Description = "Neither judged nor rescued." };
        return context.Command("set", "Sets the split; it is watched and rolled back if it fails.", [model, weights, baseline, reason, unwatched], async (result, client, token) =>
        {
            Traffic now = await client.TrafficAsync(result.GetValue(model)!, token);
            Traffic traffic = await client.SetTrafficAsync(
                result.GetValue(model)!,
                new Traffic
                {
                    Baseline = result.GetValue(baseline), Weights = Weights(result.GetValue(weights)!), Rules = now.Rules, Watch = !result.GetValue(unwatched), Generation = now.Generation, Reason = result.GetValue(reason),
                },
                token);
            return context.Show(result, traffic, Columns, [Row(traffic)]);
        });
    }

    private static Dictionary<string, decimal> Weights(string[] words)
    {
        Dictionary<string, decimal> weights = [];
        foreach (string word in words)
        {
            string[] parts = word.Split('=', 2);
            if (parts.Length != 2 || !decimal.TryParse(parts[1], NumberStyles.Number, CultureInfo.InvariantCulture, out decimal weight) || !weights.TryAdd(parts[0], weight))
            {
                throw new UsageException($"\"{word}\" is not VERSION=PERCENT, or names a version twice.");
            }
        }

        return weights;
    }

    private static string?[] Row(Traffic traffic) =>
        [traffic.Baseline, Cells.Weights(traffic.Weights), string.Join("; ", traffic.Rules.Select(rule => $"{rule.Header} in {string.Join(",", rule.In)} -> {rule.Version}")), traffic.Watch ? "yes" : "no", $"{traffic.Generation}"];
}
