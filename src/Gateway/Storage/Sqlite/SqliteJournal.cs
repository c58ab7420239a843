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
        connection => [.. connection.Query<JournalRow>(
            $"""
            SELECT {JournalRow.Columns} FROM journal
            WHERE seq > @after
              AND (@Model IS NULL OR model = @Model) AND (@Kind IS NULL OR kind = @Kind) AND (@Actor IS NULL OR actor = @Actor)
              AND (@models IS NULL OR EXISTS (SELECT 1 FROM json_each(@models) WHERE model GLOB value))
              AND (@from IS NULL OR at >= @from) AND (@to IS NULL OR at < @to)
            {order}
            """,
            new { after, limit, filter.Model, filter.Kind, filter.Actor, models = Globs.Of(filter.Models), from = filter.From?.ToUnixTimeMilliseconds(), to = filter.To?.ToUnixTimeMilliseconds() })
            .Select(row => row.Event())],
        cancellationToken);

    public Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken) => _database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return true;
        },
        cancellationToken);

    public Task CutAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) => _database.WriteAsync(
        (connection, transaction) =>
        {
            JournalCut.Apply(connection, transaction, before, now);
            return true;
        },
        cancellationToken);

    public Task NextAsync(CancellationToken cancellationToken) => Volatile.Read(ref _next).Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
