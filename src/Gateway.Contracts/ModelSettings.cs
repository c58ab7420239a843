using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>A model's settings; absent members keep their defaults.</summary>
public sealed record ModelSettings
{
    public string Policy { get; init; } = "default";
    public string OnPush { get; init; } = "register";
    public string StickyHeader { get; init; } = "x-routing-key";
    public string Timeout { get; init; } = "30s";
    public int? Hosts { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>tensorrt:0</c>, <c>openvino</c>; hosts are replaced when it changes.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of one run; null: as many as the other hosts leave. Hosts are replaced when it changes.</summary>
    public int? IntraOp { get; init; }

    /// <summary>Runs at once at each host; 0: as many as its threads leave room for.</summary>
    public int Concurrency { get; init; }

    /// <summary>Predictions at once at the gateway, more are 429; null: <c>Limits:MaxInFlight</c>.</summary>
    public int? MaxInFlight { get; init; }

    public BatchingSettings? Batching { get; init; }
    public bool Rescue { get; init; } = true;
    public string KeepWarm { get; init; } = "1h";
    public int KeepVersions { get; init; } = 10;
    public IReadOnlyList<string> IgnoreInputs { get; init; } = [];
    public bool DecodeOutputs { get; init; }
    public string FeedbackRetention { get; init; } = "7d";

    /// <summary>Why it was changed: the journal's, never kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
