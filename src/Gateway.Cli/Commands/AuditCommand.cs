using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl audit verify|at TIME</c>: whether the journal is whole, and what served when.</summary>
internal static class AuditCommand
{
    public static Command Make(CommandContext context) => new("audit", "The journal as evidence.") { Subcommands = { Verify(context), At(context) } };

    private static Command Verify(CommandContext context) => context.Command("verify", "Recomputes the hash of every line of the journal.", [], async (result, client, token) =>
    {
        AuditLook look = await client.AuditAsync(token);
        string says = look.Valid ? $"{look.Lines} lines{(look.Since is { } since ? $" since {Cells.Time(since)}" : "")}, as they were written" : $"line {look.FirstWrong} is not what was written, or a line before it is missing";
        context.Show(result, look, ["result", "says", "last hash"], [[look.Valid ? "passed" : "failed", says, look.LastHash]]);
        return look.Valid ? Exit.Done : Exit.No;
    });

    private static Command At(CommandContext context)
    {
        Argument<string> time = new("time") { Description = "Such as 2026-01-02T03:00Z." };
        return context.Command("at", "What served at a time.", [time], async (result, client, token) =>
        {
            if (!DateTimeOffset.TryParse(result.GetValue(time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
            {
                throw new UsageException($"\"{result.GetValue(time)}\" is no time such as 2026-01-02T03:00Z.");
            }

            List<(string Model, Traffic Traffic)> served = [];
            foreach (Model model in await client.ModelsAsync(token))
            {
                try
                {
                    served.Add((model.Name, await client.TrafficAtAsync(model.Name, at, token)));
                }
                catch (GatewayException none) when (none.Problem.Status == 404)
                {
                    // it did not serve then
                }
            }

            return context.Show(result, served.ToDictionary(one => one.Model, one => one.Traffic), ["model", "baseline", "weights"], served.Select(one => new[] { one.Model, one.Traffic.Baseline, Cells.Weights(one.Traffic.Weights) }));
        });
    }
}
