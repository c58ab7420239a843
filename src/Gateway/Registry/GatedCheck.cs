using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Core.Preflight;

namespace Gateway.Registry;

/// <summary>What a version's gate makes of its host's report: the checks that gwctl makes, beside the host's own.</summary>
internal static class GatedCheck
{
    /// <param name="record">JSON object; null: none.</param>
    /// <returns>The result with a finding for all that the gate asks; what is inconclusive is no problem.</returns>
    public static ModelCheckResult Apply(ModelCheckResult result, Gate gate, string? record)
    {
        if (HostReport.Parse(result.Report) is not { } report)
        {
            return result; // it came to none, and is refused for that
        }

        JsonObject of = record is null ? [] : JsonNode.Parse(record)!.AsObject();
        Finding[] asked = [.. GateChecks.Of(gate, of, report), .. WithoutRows.Of(gate, of), .. WithoutRows.Coverage(gate, report)];
        CheckProblem[] problems = [.. result.Problems, .. CheckProblem.Of(asked)];
        JsonObject whole = JsonNode.Parse(result.Report)!.AsObject();
        whole["verdict"] = CheckResult.Of(report.Checks.Concat(asked).Where(gate.Asks));
        whole["checks"] = Json(report.Checks.Concat(asked));
        whole["problems"] = Json(problems);
        return result with { Problems = problems, Report = whole.ToJsonString() };
    }

    private static JsonNode? Json<T>(T value) => JsonSerializer.SerializeToNode(value, ContractJson.Options);
}
