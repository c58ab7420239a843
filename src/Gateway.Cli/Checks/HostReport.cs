using System.Diagnostics;
using System.Text.Json;
using Gateway.Cli.Hosted;
using Gateway.Core.Models;

namespace Gateway.Cli.Checks;

/// <summary>What the model host's own checks said, in a process of their own: the same that the gateway makes at registration.</summary>
/// <param name="Signature">Null: it could not be loaded.</param>
/// <param name="P99">Milliseconds: low, high; null where the runs do not bound it.</param>
internal sealed record HostReport(IReadOnlyList<Checked> Checks, ModelSignature? Signature, IReadOnlyList<string> Providers, double? P99Ms, (double? Low, double? High) P99, double? StartMs, long? MemoryBytes)
{
    /// <param name="golden">Null: none.</param>
    public static async Task<HostReport> OfAsync(string model, string? golden, bool measure, CancellationToken cancellationToken)
    {
        using Process process = HostProgram.Start(["--check", Path.GetFullPath(model), .. golden is null ? Array.Empty<string>() : ["--golden", Path.GetFullPath(golden)], .. measure ? ["--measure"] : Array.Empty<string>()]);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output.Split('\n').LastOrDefault(line => line.StartsWith('{')) is { } line
            ? Read(JsonDocument.Parse(line).RootElement)
            : new HostReport([new Checked("load.opens", "failed", process.ExitCode > 128 ? $"the runtime crashed on it (signal {process.ExitCode - 128})" : $"the check ended without a report: {(await errors).Trim()}")], null, [], null, (null, null), null, null);
    }

    private static HostReport Read(JsonElement report)
    {
        JsonElement? measured = report.TryGetProperty("measured", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;
        return new HostReport(
            [.. report.GetProperty("checks").EnumerateArray().Select(check => new Checked(check.GetProperty("check").GetString()!, check.GetProperty("result").GetString()!, check.GetProperty("says").GetString()!))],
            report.GetProperty("signature") is { ValueKind: JsonValueKind.Object } signature ? new ModelSignature(Tensors(signature, "inputs"), Tensors(signature, "outputs")) : null,
            [.. report.GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()!)],
            measured?.GetProperty("p99Ms").GetDouble(),
            (Number(measured, "p99Low"), Number(measured, "p99High")),
            measured?.GetProperty("startMs").GetDouble(),
            measured?.GetProperty("memoryBytes").GetInt64());
    }

    private static double? Number(JsonElement? from, string name) => from?.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static List<TensorSpec> Tensors(JsonElement signature, string role) =>
    [
        .. signature.GetProperty(role).EnumerateArray().Select(tensor => new TensorSpec(
            tensor.GetProperty("name").GetString()!,
            Datatypes.TryParse(tensor.GetProperty("datatype").GetString()!, out Datatype datatype) ? datatype : throw new JsonException("no datatype"),
            [.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())],
            tensor.GetProperty("optional").GetBoolean())),
    ];
}
