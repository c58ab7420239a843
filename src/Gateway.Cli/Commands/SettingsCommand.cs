using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl settings MODEL</c>, <c>gwctl settings set MODEL NAME=VALUE …</c>.</summary>
internal static class SettingsCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        return context.Command("settings", "Shows or sets a model's settings.", [model, Set(context)], async (result, client, token) =>
            Show(context, result, await client.SettingsAsync(result.GetValue(model)!, token)));
    }

    private static Command Set(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string[]> pairs = new("settings") { Description = "NAME=VALUE …; a value that is no JSON is a text.", Arity = ArgumentArity.OneOrMore };
        return context.Command("set", "Changes settings; the others stay.", [model, pairs], async (result, client, token) =>
        {
            JsonObject settings = JsonSerializer.SerializeToNode(await client.SettingsAsync(result.GetValue(model)!, token), ContractJson.Options)!.AsObject();
            foreach (string pair in result.GetValue(pairs)!)
            {
                string[] parts = pair.Split('=', 2);
                settings[parts[0]] = parts.Length == 2 ? Value(parts[1]) : throw new UsageException($"\"{pair}\" is not NAME=VALUE.");
            }

            return Show(context, result, await client.SetSettingsAsync(result.GetValue(model)!, (JsonNode)settings, token));
        });
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static int Show(CommandContext context, ParseResult result, ModelSettings settings) => context.Show(
        result, settings, ["setting", "value"],
        JsonSerializer.SerializeToNode(settings, ContractJson.Options)!.AsObject().Select(setting => new[] { setting.Key, setting.Value?.ToJsonString() }));
}
