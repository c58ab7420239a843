namespace Gateway.Security.Keys;

/// <summary>A key as it is kept.</summary>
/// <param name="Hash">SHA-256 of the whole key; the key itself is nowhere.</param>
/// <param name="Models">Patterns.</param>
/// <param name="Expires">Null: never.</param>
/// <param name="Rate">As <see cref="Allowance"/> writes it; null: no limit.</param>
internal sealed record IssuedKey(
    Guid Id,
    string Name,
    string Role,
    IReadOnlyList<string> Models,
    byte[] Hash,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? Expires,
    string? Rate,
    string? Quota)
{
    public bool IsLive(DateTimeOffset now) => Expires is not { } end || end > now;
}
