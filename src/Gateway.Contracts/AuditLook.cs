namespace Gateway.Contracts;

/// <summary>What <c>GET /audit</c> found.</summary>
/// <param name="Lines">Looked at.</param>
/// <param name="FirstWrong">Number of the first line whose hash is not that of what stands there, or that is missing before the next; null: none.</param>
/// <param name="Since">When the first of them was written: what is older is not kept.</param>
/// <param name="LastHash">Of the last line: written down elsewhere, it shows a journal that was cut short.</param>
public sealed record AuditLook(bool Valid, long Lines, long? FirstWrong, string? LastHash, DateTimeOffset? Since);
