using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli.Records;

namespace Gateway.Cli.Gates;

/// <summary>What a candidate must fulfil, from a YAML file. Unknown names are refused.</summary>
internal sealed record Gate
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public GateRequire Require { get; init; } = new();

    /// <summary>Metric → limits, such as <c>accuracy: {min: 0.9, maxDrop: 0.01}</c>.</summary>
    public IReadOnlyDictionary<string, GateMetric> Metrics { get; init; } = new Dictionary<string, GateMetric>();

    /// <summary>Input column → <c>up</c> or <c>down</c>: how the answer moves when it grows.</summary>
    public IReadOnlyDictionary<string, string> Monotone { get; init; } = new Dictionary<string, string>();

    /// <summary>Input columns that must not matter.</summary>
    public IReadOnlyList<string> Invariant { get; init; } = [];

    /// <summary>p99 of one request at a time, such as <c>20ms</c>.</summary>
    public string? P99 { get; init; }

    /// <summary>MiB that a process of the model may take.</summary>
    public double? MemoryMb { get; init; }

    /// <summary>From the start of a process to its first answer, such as <c>5s</c>.</summary>
    public string? ColdStart { get; init; }

    /// <summary>Share of classes, and of deciles of the data set, that golden rows must have.</summary>
    public double? MinCoverage { get; init; }

    /// <exception cref="UsageException">Its first problem.</exception>
    public static Gate Read(string file)
    {
        try
        {
            return YamlText.Object(file).Deserialize<Gate>(Form)!;
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{file}: {problem.Path}: {problem.Message}");
        }
    }

    /// <returns>What the record lacks of what is required.</returns>
    public IEnumerable<string> Missing(JsonObject record)
    {
        if (Require.License && string.IsNullOrEmpty((string?)record["card"]?["license"]))
        {
            yield return "require.license: the card names no license";
        }

        if (Require.Clean && (record["source"] is not { } source || (bool?)source["dirty"] != false))
        {
            yield return record["source"] is null ? "require.clean: the model is in no git repository" : $"require.clean: the tree has changes that commit {record["source"]!["commit"]} does not hold";
        }
    }
}

internal sealed record GateRequire
{
    public bool License { get; init; }
    public bool Clean { get; init; }

    /// <summary>Golden rows must be there and say enough.</summary>
    public bool Golden { get; init; }

    /// <summary>Execution providers that must be there: no silent fallback.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
}

/// <param name="Min">The value must not be below.</param>
/// <param name="Max">Nor above.</param>
/// <param name="MaxDrop">How much worse than the baseline, in its own units.</param>
internal sealed record GateMetric(double? Min = null, double? Max = null, double? MaxDrop = null);
