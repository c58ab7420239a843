using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>The body of <c>POST /models/{m}/rollouts</c>; a policy is the same without a candidate. Absent members come from the policy.</summary>
public sealed record RolloutSpec
{
    public string? Candidate { get; init; }
    public string? Baseline { get; init; }
    public string? Policy { get; init; }
    public string? Strategy { get; init; }

    /// <summary><c>"auto"</c> or a list of steps.</summary>
    public JsonElement? Steps { get; init; }

    /// <summary>Texts (<c>"errors &lt;= 2%"</c>) or objects with <c>guard</c>, <c>action</c>, <c>dryRun</c>, <c>alpha</c>.</summary>
    public IReadOnlyList<JsonElement>? Guards { get; init; }
    public ShadowSpec? Shadow { get; init; }
    public PreviewSpec? Preview { get; init; }
    public BakeSpec? Bake { get; init; }
    public string? OnInconclusive { get; init; }
    public bool? Rescue { get; init; }
    public string? IfRunning { get; init; }
    public string? MaxDuration { get; init; }
    public string? StepBudget { get; init; }
    public double? Alpha { get; init; }
    public double? AlphaPromote { get; init; }
    public string? Then { get; init; }
    public bool? Force { get; init; }

    /// <summary>A policy's alone: what a version must have before it may be rolled out.</summary>
    public RequireSpec? Require { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A phase in which the candidate gets copies and clients get the baseline's answers.</summary>
public sealed record ShadowSpec
{
    /// <summary>Of the baseline's requests, 0 … 100. Default 100.</summary>
    public decimal? Percent { get; init; }
    public string? MinDuration { get; init; }
    public long? MinSamples { get; init; }
    public string? MaxDuration { get; init; }

    /// <summary>Judged on copies; absent: the rollout's own that are plain limits.</summary>
    public IReadOnlyList<JsonElement>? Guards { get; init; }

    /// <summary>Values that differ by at most so much agree: absolute below 1, relative above. Default 0.001.</summary>
    public double? Tolerance { get; init; }

    /// <summary><c>"values"</c> (default), or <c>"argmax"</c>: scores agree when their greatest is at the same place.</summary>
    public string? Compare { get; init; }
}

/// <param name="From">The environment that it must come from, with its passport.</param>
/// <param name="PromotedRuns">Rollouts there that ended promoted.</param>
/// <param name="Approvals">Keys here that approved it, none of them the one that pushed it.</param>
public sealed record RequireSpec(string? From = null, int? PromotedRuns = null, int? Approvals = null);

/// <summary>What a blue-green candidate must pass before it is switched to.</summary>
public sealed record PreviewSpec
{
    /// <summary>Copies of real requests that it must answer. Default 20.</summary>
    public long? Requests { get; init; }

    /// <summary><c>"manual"</c> or <c>{"url":"…","timeout":"10s"}</c>.</summary>
    public JsonElement? Gate { get; init; }
}

public sealed record BakeSpec
{
    public string? Duration { get; init; }
    public decimal? OldWeight { get; init; }
    public IReadOnlyList<JsonElement>? Guards { get; init; }
    public string? OnInconclusive { get; init; }
}

/// <summary>One step: weight in percent.</summary>
public sealed record StepSpec
{
    public decimal Weight { get; init; }
    public string? MinDuration { get; init; }
    public long? MinSamples { get; init; }
    public string? MaxDuration { get; init; }

    /// <summary><c>"manual"</c> or <c>{"url":"…","timeout":"10s"}</c>.</summary>
    public JsonElement? Gate { get; init; }
}

/// <summary>What <c>?dryRun=true</c> answers.</summary>
public sealed record RolloutPreview(
    RolloutSpec Plan,
    IReadOnlyList<StepPreview> Steps,
    decimal ShareAtRisk,
    IReadOnlyList<string> Warnings);

/// <param name="Time">Duration text; null: no traffic to tell from.</param>
public sealed record StepPreview(decimal Weight, long MinSamples, string? Time);
