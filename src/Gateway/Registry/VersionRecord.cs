using Gateway.Core.Models;

namespace Gateway.Registry;

/// <summary>A registered version: immutable but for its state, addresses and count.</summary>
/// <param name="Digest"><c>sha256:…</c> of the artifact; of the hosts' identity for a version that something else serves.</param>
/// <param name="Source">Where hosts come from: an artifact that we serve, or addresses.</param>
/// <param name="Signature">Null for protocol <c>http</c> and until it is known.</param>
/// <param name="Report">The preflight report as JSON, when there was one.</param>
/// <param name="Problems">Why it was rejected.</param>
/// <param name="Incompatible">Registered with <c>?incompatible=allow</c>: weight needs force.</param>
internal sealed record VersionRecord(
    VersionKey Key,
    string Digest,
    long Bytes,
    VersionState State,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    VersionSource Source,
    ModelSignature? Signature,
    string? Record,
    string? Report,
    bool Incompatible,
    int? HostCount,
    IReadOnlyList<CheckProblem> Problems);
