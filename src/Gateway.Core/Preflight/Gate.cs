namespace Gateway.Core.Preflight;

/// <summary>What a candidate must fulfil: <c>gate.yaml</c> of gwctl, <c>gate.json</c> of a bundle.</summary>
public sealed record Gate
{
    public GateRequire Require { get; init; } = new();

    /// <summary>Metric → limits, such as <c>accuracy: {min: 0.9, maxDrop: 0.01}</c>.</summary>
    public IReadOnlyDictionary<string, GateMetric> Metrics { get; init; } = new Dictionary<string, GateMetric>();

    /// <summary>Input column → <c>up</c> or <c>down</c>: how the answer moves when it grows.</summary>
    public IReadOnlyDictionary<string, string> Monotone { get; init; } = new Dictionary<string, string>();

    /// <summary>Input columns that must not matter.</summary>
    public IReadOnlyList<string> Invariant { get; init; } = [];

    /// <summary>Of one request at a time.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>MiB that a process of the model may take.</summary>
    public double? MemoryMb { get; init; }

    /// <summary>From the start of a process to its first answer.</summary>
    public TimeSpan? ColdStart { get; init; }

    /// <summary>Share of classes, and of deciles of the data set, that golden rows must have.</summary>
    public double? MinCoverage { get; init; }

    /// <summary>How far the validation loss may end above the training loss, in the loss's own units.</summary>
    public double? MaxLossGap { get; init; }

    /// <summary>Without golden rows their checks say so, and hold nothing up unless the gate wants rows.</summary>
    public bool Asks(Finding check) => Require.Golden || check.Says != HostReport.NoRows;

    /// <returns>Whether the host must measure time and memory for it.</returns>
    public bool Measures() => P99 is not null || ColdStart is not null || MemoryMb is not null;

    /// <returns>What is written rightly and cannot be meant: a path, a message and the value each.</returns>
    public IEnumerable<(string Path, string Message, string? Value)> Problems()
    {
        foreach ((string name, string direction) in Monotone.Where(rule => rule.Value is not ("up" or "down")))
        {
            yield return ($"monotone.{name}", "must be up or down", direction);
        }

        foreach ((string path, double? limit) in Metrics.SelectMany(metric => metric.Value.Limits(metric.Key)).Where(limit => limit.Value is { } value && !double.IsFinite(value)))
        {
            yield return (path, "must be a finite number", $"{limit}");
        }

        if (MemoryMb is { } memory && !(memory > 0 && double.IsFinite(memory)))
        {
            yield return ("memoryMb", "must be a number of MiB above zero", CheckResult.Text(memory));
        }

        foreach ((string path, TimeSpan? limit) in new[] { ("p99", P99), ("coldStart", ColdStart) })
        {
            if (limit <= TimeSpan.Zero)
            {
                yield return (path, "must be above zero", $"{limit}");
            }
        }

        foreach ((string name, GateMetric limits) in Metrics.Where(metric => metric.Value.Min > metric.Value.Max))
        {
            yield return ($"metrics.{name}", "min must not lie above max", $"{limits.Min} > {limits.Max}");
        }

        if (Require.Cores < 0)
        {
            yield return ("require.cores", "must be a whole number from zero on", $"{Require.Cores}");
        }

        if (MaxLossGap is { } gap && !(gap >= 0 && double.IsFinite(gap)))
        {
            yield return ("maxLossGap", "must be a number from zero on", CheckResult.Text(gap));
        }

        if (MinCoverage is { } share && !(share is >= 0 and <= 1))
        {
            yield return ("minCoverage", "must be a share from 0 to 1", CheckResult.Text(share));
        }
    }
}

public sealed record GateRequire
{
    /// <summary>The card names one.</summary>
    public bool License { get; init; }

    /// <summary>The record's commit holds the tree.</summary>
    public bool Clean { get; init; }

    /// <summary>Golden rows must be there and say enough.</summary>
    public bool Golden { get; init; }

    /// <summary>Processors that a process of the model must have.</summary>
    public int Cores { get; init; }

    /// <summary>Execution providers that must be there: no silent fallback.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
}

/// <param name="Min">The value must not be below.</param>
/// <param name="Max">Nor above.</param>
/// <param name="MaxDrop">How much worse than the baseline, in its own units.</param>
public sealed record GateMetric(double? Min = null, double? Max = null, double? MaxDrop = null)
{
    internal IEnumerable<(string Path, double? Value)> Limits(string name) =>
        [($"metrics.{name}.min", Min), ($"metrics.{name}.max", Max), ($"metrics.{name}.maxDrop", MaxDrop)];
}
