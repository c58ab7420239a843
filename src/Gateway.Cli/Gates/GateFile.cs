using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli.Records;
using Gateway.Contracts;
using Gateway.Core.Models.Records;
using Gateway.Core.Names;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Gates;

/// <summary>A gate as people write it: YAML or JSON.</summary>
internal static class GateFile
{
    /// <exception cref="UsageException">All that is wrong with it.</exception>
    public static Gate Read(string file) => Read(YamlText.Object(file), file);

    /// <returns>As a bundle has it: canonical JSON.</returns>
    /// <exception cref="UsageException">All that is wrong with it.</exception>
    public static byte[] Canonical(string file)
    {
        JsonObject gate = YamlText.Object(file);
        _ = Read(gate, file);
        return CanonicalJson.Bytes(gate);
    }

    private static Gate Read(JsonObject text, string file)
    {
        List<(string Path, string Message, string? Value)> problems = [];
        JsonElement element = JsonSerializer.SerializeToElement(text);
        Gate gate = new JsonShape(ContractJson.Options, problems).Right(element, typeof(Gate), "").Deserialize<Gate>(ContractJson.Options)!;
        problems.AddRange(gate.Problems());
        return problems.Count == 0 ? gate : throw new UsageException(string.Join(Environment.NewLine, problems.Select(problem => $"{file}: {problem.Path} {problem.Message}{(problem.Value is null ? "" : $" ({problem.Value})")}")));
    }
}
