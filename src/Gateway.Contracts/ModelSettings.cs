using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>A model's settings; absent members keep their defaults.</summary>
public sealed record ModelSettings
{
    public string Policy { get; init; } = "default";
    public string OnPush { get; init; } = "register";
    public string StickyHeader { get; init; } = "x-routing-key";
    public string Timeout { get; init; } = "30s";
    public int? Hosts { get; init; }
    public string Device { get; init; } = "cpu";
    public int Concurrency { get; init; }
    public JsonElement? Batching { get; init; }
    public bool Rescue { get; init; } = true;
    public string KeepWarm { get; init; } = "1h";
    public int KeepVersions { get; init; } = 10;
    public IReadOnlyList<string> IgnoreInputs { get; init; } = [];
    public bool DecodeOutputs { get; init; }
    public string FeedbackRetention { get; init; } = "7d";
}
