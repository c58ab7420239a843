namespace Gateway.Contracts;

/// <summary>A key without its text, which nobody can show again.</summary>
/// <param name="Models">Names, with * for any letters.</param>
/// <param name="Expires">Absent: never.</param>
/// <param name="Rate">Requests per time, such as <c>100/s</c>.</param>
/// <param name="Quota">The same over a longer time, such as <c>1000000/24h</c>.</param>
public sealed record Key(
    Guid Id,
    string Name,
    string Role,
    IReadOnlyList<string> Models,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? Expires,
    string? Rate,
    string? Quota);

/// <summary>What a new key shall be.</summary>
public sealed record KeySpec
{
    public string? Name { get; init; }

    /// <summary>predictor, viewer, publisher, operator, admin.</summary>
    public string? Role { get; init; }

    /// <summary>Null: every model.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>A duration; null: never.</summary>
    public string? Expires { get; init; }

    public string? Rate { get; init; }

    public string? Quota { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A key is replaced by one with the same rights.</summary>
public sealed record KeyRotation
{
    /// <summary>How long the old key goes on; default 24h.</summary>
    public string? Overlap { get; init; }

    /// <summary>Lifetime of the new key; null: as long as the old one had.</summary>
    public string? Expires { get; init; }

    public string? Reason { get; init; }
}

/// <param name="Key">The text to send as <c>authorization: Bearer</c>; shown this once.</param>
public sealed record NewKey(string Key, Guid Id, string Name, string Role, IReadOnlyList<string> Models, DateTimeOffset? Expires);
