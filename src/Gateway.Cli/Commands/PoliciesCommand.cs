using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl policies [NAME]</c>, <c>gwctl policies set NAME FILE</c>.</summary>
internal static class PoliciesCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> name = new("name") { Arity = ArgumentArity.ZeroOrOne };
        return context.Command("policies", "Lists policies, shows or sets one.", [name, Set(context)], async (result, client, token) =>
        {
            if (result.GetValue(name) is { } policy)
            {
                return Show(context, result, policy, await client.PolicyAsync(policy, token));
            }

            Page<string> policies = await client.PoliciesAsync(token);
            return context.Show(result, policies, ["policy"], policies.Items.Select(item => new[] { item }));
        });
    }

    private static Command Set(CommandContext context)
    {
        Argument<string> name = new("name");
        Argument<string> file = new("file") { Description = "A rollout's JSON without candidate." };
        return context.Command("set", "Sets a policy.", [name, file], async (result, client, token) =>
        {
            JsonNode policy = JsonNode.Parse(await File.ReadAllTextAsync(result.GetValue(file)!, token)) ?? throw new UsageException($"{result.GetValue(file)} holds null.");
            return Show(context, result, result.GetValue(name)!, await client.SetPolicyAsync(result.GetValue(name)!, policy, token));
        });
    }

    private static int Show(CommandContext context, ParseResult result, string name, RolloutSpec spec) =>
        context.Show(result, spec, ["policy", "strategy", "steps", "guards", "bake"], [[name, spec.Strategy, spec.Steps?.GetRawText(), string.Join("; ", (spec.Guards ?? []).Select(guard => guard.GetRawText())), spec.Bake?.Duration]]);
}
