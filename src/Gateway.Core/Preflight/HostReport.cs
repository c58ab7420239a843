using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Preflight;

/// <summary>What the model host says of a file: <c>modelhost --check</c>, in a process of its own.</summary>
/// <param name="Signature">Null: it could not be loaded.</param>
/// <param name="P99">Milliseconds: low, high; null where the runs do not bound it.</param>
public sealed record HostReport(
    IReadOnlyList<Finding> Checks, ModelSignature? Signature, IReadOnlyList<string> Providers, double? P99Ms, (double? Low, double? High) P99, double? StartMs, long? MemoryBytes)
{
    /// <summary>What every check of golden rows says where there are none.</summary>
    public const string NoRows = "there are no golden rows";

    /// <summary>That its process may use: of the machine, its control group, and what the gateway leaves it.</summary>
    public int Cores { get; init; }

    /// <summary>The report itself, one line of JSON.</summary>
    public string Text { get; init; } = "{}";

    public bool HasNoRows => Checks.Any(check => check.Says == NoRows);

    /// <param name="output">All that the process printed.</param>
    /// <returns>Null: no report is in it.</returns>
    public static HostReport? Parse(string output)
    {
        try
        {
            string line = output.Split('\n').LastOrDefault(line => line.StartsWith('{')) ?? "";
            using JsonDocument report = JsonDocument.Parse(line);
            return Read(report.RootElement) with { Text = line };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static HostReport Read(JsonElement report)
    {
        JsonElement? measured = report.TryGetProperty("measured", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;
        return new HostReport(
            [.. report.GetProperty("checks").EnumerateArray().Select(check => new Finding(check.GetProperty("check").GetString()!, check.GetProperty("result").GetString()!, check.GetProperty("says").GetString()!))],
            report.GetProperty("signature") is { ValueKind: JsonValueKind.Object } signature ? ModelSignature.Read(signature) : null,
            [.. report.GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()!)],
            Number(measured, "p99Ms"),
            (Number(measured, "p99Low"), Number(measured, "p99High")),
            Number(measured, "startMs"),
            measured?.GetProperty("memoryBytes").GetInt64()) { Cores = report.TryGetProperty("cores", out JsonElement cores) ? cores.GetInt32() : 0 };
    }

    private static double? Number(JsonElement? from, string name) => from?.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
