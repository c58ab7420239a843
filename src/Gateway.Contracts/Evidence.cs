using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>The integers of a run; <c>gwctl judge</c> recomputes every verdict from them.</summary>
/// <param name="VerdictAt">The copy that the verdict was made from, never changed.</param>
public sealed record Evidence(
    Guid Run,
    RolloutSpec Plan,
    IReadOnlyList<EvidenceGuard> Guards,
    IReadOnlyList<EvidenceSegment> Segments,
    JsonElement? VerdictAt);

/// <param name="P">The share of attempts that may be bad; null for a factor of the baseline.</param>
/// <param name="Theta">Rate ratio of the null; 1 for plain limits.</param>
/// <param name="Shadow">Judged on copies: its measure is named "shadow …".</param>
/// <param name="Frozen">A latency limit in seconds, frozen at the start.</param>
public sealed record EvidenceGuard(string Guard, string Action, double Alpha, double Theta, double? P, double? Frozen, bool Shadow = false);

/// <param name="Weights">Percent per version.</param>
public sealed record EvidenceSegment(
    long Id,
    IReadOnlyDictionary<string, decimal> Weights,
    DateTimeOffset From,
    DateTimeOffset? To,
    IReadOnlyDictionary<string, MeasureCounts> Measures);

public sealed record MeasureCounts(long CandidateBad, long Bad, long CandidateAttempts, long BaselineAttempts);
