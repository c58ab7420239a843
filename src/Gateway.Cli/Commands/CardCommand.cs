using System.CommandLine;
using System.Text.Json;
using Gateway.Cli.Reports;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl card MODEL VERSION</c>: all that is known of a version, as Markdown.</summary>
internal static class CardCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model"), version = new("version");
        return context.Command("card", "Writes a version's card: its README's facts, figures, checks, lineage and approvals, as Markdown.", [model, version], async (result, client, token) =>
        {
            string name = result.GetValue(model)!;
            Version one = await client.VersionAsync(name, result.GetValue(version)!, token);
            JsonElement? report = await ReportAsync(client, name, one.Number, token);
            if (context.Printer.IsJson(result))
            {
                return context.Show(result, new { version = one, report }, [], []);
            }

            await context.Printer.Output.WriteAsync(CardText.Of(name, one, report));
            return Exit.Done;
        });
    }

    /// <returns>Null: it is not checked yet.</returns>
    private static async Task<JsonElement?> ReportAsync(GatewayClient client, string model, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReportAsync(model, version, cancellationToken);
        }
        catch (GatewayException refused) when (refused.Problem.Status == 404)
        {
            return null;
        }
    }
}
