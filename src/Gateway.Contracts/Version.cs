using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>A version as <c>GET /models/{m}/versions/{v}</c> shows it.</summary>
/// <param name="State"><c>validating</c>, <c>ready</c>, <c>rejected</c>, <c>quarantined</c>, <c>retired</c>.</param>
/// <param name="Problems">Why it was rejected.</param>
public sealed record Version(
    [property: System.Text.Json.Serialization.JsonPropertyName("version")] string Number,
    string State,
    string Digest,
    long Bytes,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    Signature? Signature,
    JsonElement? Record,
    VersionHosts Hosts,
    IReadOnlyList<ProblemItem>? Problems = null)
{
    /// <summary><c>sha256:…</c> of the record's canonical text.</summary>
    public string? RecordDigest { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Environments whose passports were filed.</summary>
    public IReadOnlyList<Origin> Origins { get; init; } = [];
}

public sealed record VersionHosts(int Wanted, int Ready);

public sealed record Signature(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs);

public sealed record Tensor(string Name, string Datatype, IReadOnlyList<long> Shape, bool? Optional = null);

/// <summary>Registers a version that something else serves, or an artifact uploaded before.</summary>
public sealed record VersionRegistration
{
    public IReadOnlyList<JsonElement>? Hosts { get; init; }
    public ServedAs? ServedAs { get; init; }
    public string? Protocol { get; init; }
    public string? HealthPath { get; init; }
    public string? Artifact { get; init; }
    public JsonElement? Record { get; init; }
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
    public string? Reason { get; init; }
}

public sealed record ServedAs(string? Model, string? Version);

/// <summary>The hosts of a version: addresses of a static one, the count of a process one.</summary>
public sealed record HostsSpec
{
    public IReadOnlyList<JsonElement>? Addresses { get; init; }
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
    public int? Count { get; init; }
    public string? Reason { get; init; }
}
