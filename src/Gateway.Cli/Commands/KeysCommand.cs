using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl keys</c>, <c>gwctl keys create NAME --role ROLE …</c>, <c>gwctl keys rotate|delete NAME-OR-ID</c>.</summary>
internal static class KeysCommand
{
    public static Command Make(CommandContext context) => context.Command("keys", "Lists, creates, rotates or deletes keys.", [Create(context), Rotate(context), Delete(context)], async (result, client, token) =>
    {
        Page<Key> keys = await client.KeysAsync(token);
        return context.Show(
            result, keys, ["name", "role", "models", "expires", "rate", "quota", "created", "id"],
            keys.Items.Select(key => new[] { key.Name, key.Role, string.Join(' ', key.Models), Cells.Time(key.Expires), key.Rate, key.Quota, $"{Cells.Time(key.CreatedAt)} by {key.CreatedBy}", $"{key.Id}" }));
    });

    private static Command Create(CommandContext context)
    {
        Argument<string> name = new("name");
        Option<string> role = new("--role") { Description = "predictor, viewer, publisher, operator or admin.", Required = true };
        Option<string[]> models = new("--models") { Description = "Names or patterns such as fraud*; all without it.", AllowMultipleArgumentsPerToken = true };
        Option<string?> expires = Expires();
        Option<string?> rate = new("--rate") { Description = "Requests per time, such as 100/s." };
        Option<string?> quota = new("--quota") { Description = "Requests per longer time, such as 1000000/24h." };
        Option<string?> reason = Reason();
        return context.Command("create", "Makes a key and shows it, this once.", [name, role, models, expires, rate, quota, reason], async (result, client, token) =>
            Show(context, result, await client.CreateKeyAsync(
                new KeySpec
                {
                    Name = result.GetValue(name),
                    Role = result.GetValue(role),
                    Models = result.GetValue(models) is { Length: > 0 } some ? some : null,
                    Expires = result.GetValue(expires),
                    Rate = result.GetValue(rate),
                    Quota = result.GetValue(quota),
                    Reason = result.GetValue(reason),
                },
                token)));
    }

    private static Command Rotate(CommandContext context)
    {
        Argument<string> key = new("key") { Description = "A name or an id." };
        Option<string?> overlap = new("--overlap") { Description = "How long the old key goes on; default 24h." };
        Option<string?> expires = Expires();
        Option<string?> reason = Reason();
        return context.Command("rotate", "Makes a key with the same rights; the old one goes on for a while.", [key, overlap, expires, reason], async (result, client, token) =>
            Show(context, result, await client.RotateKeyAsync(
                await FindAsync(client, result.GetValue(key)!, token),
                new KeyRotation { Overlap = result.GetValue(overlap), Expires = result.GetValue(expires), Reason = result.GetValue(reason) },
                token)));
    }

    private static Command Delete(CommandContext context)
    {
        Argument<string> key = new("key") { Description = "A name or an id." };
        Option<string?> reason = Reason();
        return context.Command("delete", "Takes a key back, at once.", [key, reason], async (result, client, token) =>
        {
            await client.DeleteKeyAsync(await FindAsync(client, result.GetValue(key)!, token), result.GetValue(reason), token);
            return Exit.Done;
        });
    }

    private static Option<string?> Expires() => new("--expires") { Description = "A duration, such as 90d; never without it." };

    private static Option<string?> Reason() => new("--reason") { Description = "For the journal." };

    /// <summary>Of a name that was rotated, the newest.</summary>
    private static async Task<Guid> FindAsync(GatewayClient client, string key, CancellationToken token) => Guid.TryParse(key, out Guid id) ? id
        : (await client.KeysAsync(token)).Items.LastOrDefault(known => known.Name == key)?.Id ?? throw new UsageException($"There is no key named {key}.");

    private static int Show(CommandContext context, ParseResult result, NewKey key) =>
        context.Show(result, key, ["name", "role", "models", "expires", "key"], [[key.Name, key.Role, string.Join(' ', key.Models), Cells.Time(key.Expires), key.Key]]);
}
