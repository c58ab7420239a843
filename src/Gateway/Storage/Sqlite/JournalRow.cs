using Gateway.Contracts;

namespace Gateway.Storage.Sqlite;

/// <summary>A line of the journal as the table holds it.</summary>
internal sealed class JournalRow
{
    /// <summary>Of the table, under the names that they have here.</summary>
    public const string Columns =
        """
        seq AS Seq, id AS Id, at AS At, kind AS Kind, model AS Model, version AS Version, rollout AS Rollout,
        from_state AS FromState, to_state AS ToState, actor AS Actor, reason AS Reason, request_id AS RequestId, hash AS Hash
        """;

    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public long At { get; init; }

    public string Kind { get; init; } = "";

    public string? Model { get; init; }

    public string? Version { get; init; }

    public string? Rollout { get; init; }

    public string? FromState { get; init; }

    public string? ToState { get; init; }

    public string? Actor { get; init; }

    public string? Reason { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Over the line and the hash before it.</summary>
    public string Hash { get; init; } = "";

    public Event Event() => new(
        Seq, Guid.Parse(Id), DateTimeOffset.FromUnixTimeMilliseconds(At), Kind, Model, Version, Rollout is null ? null : Guid.Parse(Rollout), FromState, ToState, Actor, Reason, RequestId);
}
