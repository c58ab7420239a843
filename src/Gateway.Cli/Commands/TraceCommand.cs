using System.CommandLine;
using System.Text.Json;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl trace --log FILE ID</c>: from an answer to the version that gave it, its commit and its data.</summary>
internal static class TraceCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> id = new("id") { Description = "The x-prediction-id of the answer." };
        Option<string> log = new("--log") { Description = "The gateway's access log (AccessLog:File); those before it are read as well.", Required = true };
        return context.Command("trace", "From an answer to the version that gave it, its commit and its data.", [id, log], async (result, client, token) =>
        {
            if (Find(result.GetValue(log)!, result.GetValue(id)!) is not { } line)
            {
                await context.Printer.Error.WriteLineAsync($"No line of {result.GetValue(log)} has the id \"{result.GetValue(id)}\".");
                return Exit.No;
            }

            Version? version = line.Version is { } name ? await client.VersionAsync(line.Model!, name, token) : null;
            return context.Show(result, new { Answer = line, Version = version }, ["link", "is"], Chain(line, version));
        });
    }

    /// <returns>The newest line with the id: a client may use its own twice.</returns>
    private static AccessLine? Find(string file, string id)
    {
        string full = Path.GetFullPath(file);
        IEnumerable<string> files = Directory.EnumerateFiles(Path.GetDirectoryName(full)!, $"{Path.GetFileNameWithoutExtension(full)}*{Path.GetExtension(full)}");
        return files.SelectMany(File.ReadLines).Where(line => line.Contains(id, StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<AccessLine>(line, ContractJson.Options)).Where(line => line?.Id == id).MaxBy(line => line!.At);
    }

    private static IEnumerable<string?[]> Chain(AccessLine line, Version? version)
    {
        yield return ["answer", $"{line.Code} at {line.At:u} in {line.Ms} ms, asked by {line.Key}"];
        yield return ["version", line.Version is null ? "none: it was refused" : $"{line.Model} {line.Version}, {line.Assignment}{(line.Rescued ? ", rescued" : "")}"];
        if (version is not null)
        {
            yield return ["artifact", version.Digest];
            yield return ["record", version.RecordDigest];
            yield return ["commit", Member(version, "source")];
            yield return ["data", Member(version, "data")];
        }
    }

    private static string Member(Version version, string name) =>
        version.Record is { ValueKind: JsonValueKind.Object } record && record.TryGetProperty(name, out JsonElement value) ? value.GetRawText() : "the record does not say";

    private sealed record AccessLine(DateTimeOffset At, string? Id, string? Model, string? Version, string? Assignment, int Code, bool Rescued, double Ms, string? Key);
}
