using Dapper;
using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Storage.Sqlite;

/// <summary>The journal as its readers see it: woken when there is more.</summary>
internal sealed class SqliteJournal : IJournal
{
    private readonly SqliteDatabase _database;
    private TaskCompletionSource _next = New();

    public SqliteJournal(SqliteDatabase database)
    {
        _database = database;
        database.Committed += () => Interlocked.Exchange(ref _next, New()).TrySetResult();
    }

    public Task<IReadOnlyList<Event>> ReadAsync(JournalFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(filter, after, "ORDER BY seq LIMIT @limit", limit, cancellationToken);

    public async Task<IReadOnlyList<Event>> ReadLastAsync(JournalFilter filter, int count, CancellationToken cancellationToken) =>
        [.. (await QueryAsync(filter, 0, "ORDER BY seq DESC LIMIT @limit", count, cancellationToken)).Reverse()];

    private Task<IReadOnlyList<Event>> QueryAsync(JournalFilter filter, long after, string order, int limit, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<Event>>(
        connection => [.. connection.Query<Row>(
            $"""
            SELECT seq AS Seq, id AS Id, at AS At, kind AS Kind, model AS Model, version AS Version, rollout AS Rollout,
                   from_state AS FromState, to_state AS ToState, actor AS Actor, reason AS Reason, request_id AS RequestId
            FROM journal
            WHERE seq > @after
              AND (@Model IS NULL OR model = @Model) AND (@Kind IS NULL OR kind = @Kind) AND (@Actor IS NULL OR actor = @Actor)
              AND (@from IS NULL OR at >= @from) AND (@to IS NULL OR at < @to)
            {order}
            """,
            new { after, limit, filter.Model, filter.Kind, filter.Actor, from = filter.From?.ToUnixTimeMilliseconds(), to = filter.To?.ToUnixTimeMilliseconds() })
            .Select(row => row.Event())],
        cancellationToken);

    public Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken) => _database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return true;
        },
        cancellationToken);

    public Task NextAsync(CancellationToken cancellationToken) => Volatile.Read(ref _next).Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Row
    {
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

        public Event Event() => new(
            Seq, Guid.Parse(Id), DateTimeOffset.FromUnixTimeMilliseconds(At), Kind, Model, Version, Rollout is null ? null : Guid.Parse(Rollout), FromState, ToState, Actor, Reason, RequestId);
    }
}
