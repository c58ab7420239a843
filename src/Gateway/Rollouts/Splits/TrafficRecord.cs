using System.Collections.Immutable;
using Gateway.Contracts;

namespace Gateway.Rollouts.Splits;

/// <summary>A model's desired traffic, as saved.</summary>
/// <param name="Generation">Grows with each change.</param>
/// <param name="Weights">Basis points, sum 10 000; includes the baseline.</param>
/// <param name="Switch">A version that gets 100 % as soon as it has a ready host.</param>
internal sealed record TrafficRecord(
    string Model,
    long Generation,
    string Baseline,
    string? PreviousBaseline,
    DateTimeOffset? WarmUntil,
    ImmutableSortedDictionary<string, int> Weights,
    ImmutableArray<TrafficRule> Rules,
    bool Watch,
    string? Switch)
{
    /// <summary>This baseline was come back to by a rollback: what it was before is where one fled from.</summary>
    public bool RolledBack { get; init; }

    public static TrafficRecord First(string model, string version) => new(model, 1, version, null, null, Whole(version), [], true, null);

    public static ImmutableSortedDictionary<string, int> Whole(string version) =>
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(version, Core.Routing.TrafficSplit.Whole);

    /// <summary>Another version becomes the baseline with everything; the one before stays warm for a while.</summary>
    public TrafficRecord To(string version, DateTimeOffset warmUntil) => this with
    {
        Generation = Generation + 1,
        Baseline = version,
        PreviousBaseline = version == Baseline ? PreviousBaseline : Baseline,
        WarmUntil = version == Baseline ? WarmUntil : warmUntil,
        Weights = Whole(version),
        Switch = null,
        RolledBack = version == Baseline && RolledBack,
    };

    public Traffic View() => new()
    {
        Baseline = Baseline,
        Weights = Weights.Where(weight => weight.Value > 0).ToDictionary(weight => weight.Key, weight => weight.Value / 100m),
        Rules = [.. Rules],
        Watch = Watch,
        Generation = Generation,
    };
}
