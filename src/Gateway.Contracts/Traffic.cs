namespace Gateway.Contracts;

/// <summary>A model's traffic: weights in percent with up to two decimals, sum 100.</summary>
public sealed record Traffic
{
    public string? Baseline { get; init; }
    public IReadOnlyDictionary<string, decimal> Weights { get; init; } = new Dictionary<string, decimal>();
    public IReadOnlyList<TrafficRule> Rules { get; init; } = [];
    public bool Watch { get; init; } = true;
    public bool? Force { get; init; }
    public long? Generation { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Requests whose header has one of the values go to a version; first match wins.</summary>
public sealed record TrafficRule(string Header, IReadOnlyList<string> In, string Version);
