using System.CommandLine;
using System.Text;
using Gateway.Cli.Output;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl client --http MODEL</c>: requests that an IDE can send.</summary>
internal static class ClientCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Option<bool> http = new("--http") { Description = "A .http file: JetBrains IDEs, Visual Studio and VS Code send what stands in it.", Required = true };
        return context.Command("client", "Writes requests for a model.", [model, http], async (result, client, token) =>
        {
            string name = result.GetValue(model)!, server = (await client.AddressesAsync(token)).Rest;
            Page<Version> versions = await client.LastVersionsAsync(name, 100, null, token);
            Version version = versions.Items.LastOrDefault(version => version.Signature is not null) ?? throw new GatewayException(new Problem("no-signature", "There is nothing to ask.", 409, $"No version of {name} has a signature."));
            context.Printer.Output.Write(Requests(server, name, version));
            return Exit.Done;
        });
    }

    private static string Requests(string server, string model, Version version)
    {
        string body = ExampleBody.Of(version.Signature!);
        StringBuilder text = new($"@server = {server}\n\n");
        text.Append($"### What {model} takes\nGET {{{{server}}}}/v2/models/{model}\n\n");
        foreach ((string title, string path) in new[] { ("By the split", $"{model}"), ($"Version {version.Number}, whatever the split", $"{model}/versions/{version.Number}") })
        {
            text.Append($"### {title}\nPOST {{{{server}}}}/v2/models/{path}/infer\nContent-Type: application/json\n\n{body}\n\n");
        }

        return text.ToString();
    }
}
