using System.Collections.Immutable;
using Gateway.Contracts;

namespace Gateway.Registry.Overlays;

/// <summary>What may change about a version, beside its record, which may not.</summary>
internal sealed record Overlay(ImmutableSortedDictionary<string, string> Tags, ImmutableArray<Approval> Approvals, ImmutableArray<Origin> Origins)
{
    public static readonly Overlay None = new(ImmutableSortedDictionary<string, string>.Empty, [], []);

    /// <summary>Of the journal line that explains it; 0: nothing was ever said.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Revision { get; init; }
}
