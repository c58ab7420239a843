using System.CommandLine;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl push --repository DIR</c>: every version of a folder in Triton's layout, <c>MODEL/VERSION/model.onnx</c>, in order.</summary>
internal static class PushRepository
{
    /// <exception cref="UsageException">There is nothing to push.</exception>
    public static async Task<int> RunAsync(CommandContext context, ParseResult result, GatewayClient client, string folder, CancellationToken cancellationToken)
    {
        List<Pushed> pushed = [];
        foreach ((string model, string number, string file) in Files(folder))
        {
            pushed.Add(await PushAsync(client, model, number, file, cancellationToken));
            if (!context.Printer.IsJson(result))
            {
                context.Printer.Line(pushed[^1].ToString());
            }
        }

        if (context.Printer.IsJson(result))
        {
            context.Printer.Show(result, pushed, [], []);
        }

        return pushed.Count == 0 ? throw new UsageException($"{folder} holds no MODEL/VERSION/model.onnx.")
            : pushed.Any(one => one.Refused is not null) ? Exit.No
            : Exit.Done;
    }

    private static IEnumerable<(string Model, string Number, string File)> Files(string folder) =>
        from model in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
        from version in Directory.EnumerateDirectories(model).Where(version => long.TryParse(Path.GetFileName(version), out _)).OrderBy(version => long.Parse(Path.GetFileName(version), null))
        let file = Path.Combine(version, "model.onnx")
        where File.Exists(file)
        select (Path.GetFileName(model), Path.GetFileName(version), file);

    private static async Task<Pushed> PushAsync(GatewayClient client, string model, string number, string file, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream artifact = File.OpenRead(file);
            Version version = await client.PushAsync(model, artifact, null, null, null, allowIncompatible: false, cancellationToken);
            return new Pushed(model, number, version.Number, version.State, version.State == "rejected" ? "it was refused before" : null);
        }
        catch (GatewayException refused)
        {
            string why = refused.Problem.Errors is { Count: > 0 } errors ? string.Join("; ", errors.Select(error => error.Message)) : refused.Problem.Detail ?? refused.Problem.Title ?? $"status {refused.Problem.Status}";
            return new Pushed(model, number, null, "refused", why);
        }
    }

    /// <param name="Folder">The version's number in the repository; the gateway counts its own.</param>
    private sealed record Pushed(string Model, string Folder, string? Version, string State, string? Refused)
    {
        public override string ToString() => Refused is null ? $"{Model}/{Folder}  version {Version} is {State}" : $"{Model}/{Folder}  {State}: {Refused}";
    }
}
