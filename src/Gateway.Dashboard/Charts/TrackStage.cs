using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Dashboard.Charts;

/// <summary>One stage of a run's track.</summary>
/// <param name="State">done, now, stopped (the run ended here), next.</param>
internal sealed record TrackStage(string Name, string Detail, string State)
{
    public static IReadOnlyList<TrackStage> Of(Rollout rollout)
    {
        StepSpec[] steps = rollout.Plan.Steps is { ValueKind: JsonValueKind.Array } list ? list.Deserialize<StepSpec[]>(ContractJson.Options)! : [];
        bool bakes = rollout.Plan.Bake is not null;
        (string Name, string Detail)[] stages =
        [
            ("prepare", ""),
            .. rollout.Plan.Shadow is not null && rollout.Strategy == "shadow" ? [("shadow", rollout.Plan.Shadow.MinDuration ?? "")] : Array.Empty<(string, string)>(),
            .. steps.Select(step => (Format.Percent(step.Weight), step.MinDuration ?? "")),
            .. bakes ? [("bake", rollout.Plan.Bake!.Duration ?? "")] : Array.Empty<(string, string)>(),
            ("promoted", ""),
        ];
        int first = stages.Length - steps.Length - (bakes ? 1 : 0) - 1;
        int at = rollout.Phase switch
        {
            "preparing" => 0,
            "promoted" => stages.Length - 1,
            "promoting" => stages.Length - (bakes ? 2 : 1),
            "baking" => stages.Length - 2,
            _ => Math.Min(first + rollout.StepIndex, stages.Length - 1),
        };
        string present = rollout.Phase switch { "promoted" => "done", "rolledBack" or "rollingBack" or "aborted" => "stopped", _ => "now" };
        return [.. stages.Select((stage, place) => new TrackStage(stage.Name, stage.Detail, place < at ? "done" : place == at ? present : "next"))];
    }
}
