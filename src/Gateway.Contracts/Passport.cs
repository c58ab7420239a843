namespace Gateway.Contracts;

/// <summary>What an environment says of a version that it had, signed, with the papers that it speaks of: it goes with a copy.</summary>
/// <param name="Statement">A <see cref="PassportStatement"/> as JSON: these very bytes are signed.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the statement, base64.</param>
/// <param name="Report">The preflight report as JSON.</param>
/// <param name="Evidence">Of each promoted run, in the statement's order: what <c>GET /rollouts/{id}/evidence</c> answers.</param>
public sealed record Passport(string Statement, string Signature, string? Report, IReadOnlyList<string> Evidence);

/// <param name="Environment">The name of the gateway that says it.</param>
/// <param name="Digest">Of the artifact.</param>
/// <param name="Runs">Rollouts of this version that ended promoted, newest first; at most twenty have their evidence with them.</param>
/// <param name="PromotedRuns">How many there were.</param>
public sealed record PassportStatement(
    string Environment, string Model, string Version, string Digest, string? RecordDigest, string? ReportDigest,
    int PromotedRuns, IReadOnlyList<PassportRun> Runs, IReadOnlyList<Approval> Approvals, string CreatedBy, DateTimeOffset At);

public sealed record PassportRun(Guid Id, DateTimeOffset EndedAt, string EvidenceDigest);

/// <summary>Where a version was before, as its passport proves.</summary>
public sealed record Origin(string Environment, string Version, int PromotedRuns, DateTimeOffset At);

/// <summary>A gateway as others know it.</summary>
/// <param name="Name">Null: it has none, and issues no passports.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, base64: what others put behind <c>NAME=</c> in <c>Environments:Trusts</c>.</param>
public sealed record EnvironmentFacts(string? Name, string? PublicKey);
