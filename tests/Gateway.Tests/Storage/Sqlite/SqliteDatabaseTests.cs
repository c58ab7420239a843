using Dapper;
using Gateway.Journal;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Storage.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_written_is_read_after_a_restart()
    {
        using (SqliteDatabase first = Open())
        {
            await AppendAsync(first, "fraud");
        }

        using SqliteDatabase second = Open();

        Assert.Equal(["fraud"], await ModelsAsync(second));
    }

    [Fact]
    public async Task A_failing_write_undoes_itself_alone()
    {
        using SqliteDatabase database = Open();
        Task<int>[] writes = [.. Enumerable.Range(0, 100).Select(place => database.WriteAsync(
            (connection, transaction) =>
            {
                JournalTable.Append(connection, transaction, [new JournalEntry(Noon, "test", $"m{place:000}")]);
                return place % 10 == 3 ? throw new InvalidOperationException($"no {place}") : place;
            },
            Cancelled))];

        foreach (int place in Enumerable.Range(0, 100))
        {
            if (place % 10 == 3)
            {
                Assert.Equal($"no {place}", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[place])).Message);
            }
            else
            {
                Assert.Equal(place, await writes[place]);
            }
        }

        Assert.Equal(Enumerable.Range(0, 100).Where(place => place % 10 != 3).Select(place => $"m{place:000}"), await ModelsAsync(database));
    }

    [Fact]
    public async Task Many_waiting_writes_share_a_commit()
    {
        using SqliteDatabase database = Open();
        int commits = 0;
        database.Committed += () => Interlocked.Increment(ref commits);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task first = database.WriteAsync((_, _) => go.Task.Wait(1000, Cancelled), Cancelled);
        Task[] writes = [.. Enumerable.Range(0, 100).Select(place => AppendAsync(database, $"m{place:000}"))];
        go.SetResult();

        await Task.WhenAll([first, .. writes]);

        Assert.InRange(Volatile.Read(ref commits), 1, 2);   // the one that waited, and all hundred at once
        Assert.Equal(100, (await ModelsAsync(database)).Count);
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing()
    {
        using SqliteDatabase database = Open();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (int place = 0; place < 50; place++)
            {
                await AppendAsync(database, $"w{writer}-{place:00}");
            }
        }));

        Assert.Equal(400, (await ModelsAsync(database)).Distinct().Count());
    }

    [Fact]
    public async Task A_cancelled_write_is_not_written()
    {
        using SqliteDatabase database = Open();
        using CancellationTokenSource source = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> first = database.WriteAsync((_, _) => go.Task.Wait(1000, Cancelled), Cancelled);
        Task<int> cancelled = database.WriteAsync(
            (connection, transaction) => { JournalTable.Append(connection, transaction, [new JournalEntry(Noon, "test", "x")]); return 1; },
            source.Token);
        await source.CancelAsync();
        go.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True(await first);
        Assert.Empty(await ModelsAsync(database));
    }

    [Fact]
    public void A_second_gateway_on_the_same_directory_is_told_who_holds_it()
    {
        using SqliteDatabase first = Open();

        StartupException refused = Assert.Throws<StartupException>(Open);

        Assert.Contains($"belongs to a running gateway (pid {Environment.ProcessId})", refused.Message);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_directory.File("file"), "");

        StartupException refused = Assert.Throws<StartupException>(() => Open(_directory.File("file")));

        Assert.StartsWith($"Gateway:DataDirectory: {_directory.File("file")} cannot be written", refused.Message);
    }

    [Fact]
    public void A_database_from_a_newer_gateway_is_refused_and_left_alone()
    {
        Open().Dispose();
        Execute("PRAGMA user_version = 9999");

        StartupException refused = Assert.Throws<StartupException>(Open);

        Assert.Contains("has schema 9999, from a newer gateway", refused.Message);
        Assert.Equal(refused.Message, Assert.Throws<StartupException>(Open).Message);
    }

    /// <summary>What a newer gateway leaves whose migrations only added: the release before goes on with it.</summary>
    [Theory]
    [InlineData(9999, 11, true)]
    [InlineData(9999, 9998, false)]
    [InlineData(9998, 11, false)]
    public void A_database_that_a_newer_gateway_only_expanded_opens(int written, int oldest, bool opens)
    {
        Open().Dispose();
        Execute($"ALTER TABLE versions ADD COLUMN later TEXT; CREATE TABLE later (one INTEGER); PRAGMA user_version = 9999; UPDATE schema_opens SET written = {written}, oldest = {oldest}");

        if (opens)
        {
            using SqliteDatabase database = Open();
        }
        else
        {
            Assert.Throws<StartupException>(Open);
        }
    }

    [Fact]
    public void A_damaged_database_is_named()
    {
        File.WriteAllText(_directory.File("gateway.db"), new string('x', 8192));

        Assert.Contains("gateway.db is damaged", Assert.Throws<StartupException>(Open).Message);
    }

    [Fact]
    public async Task Each_line_of_the_journal_takes_in_the_hash_of_the_one_before()
    {
        using SqliteDatabase database = Open();
        await AppendAsync(database, "same");
        await AppendAsync(database, "same");

        string[] hashes = await database.ReadAsync(connection => connection.Query<string>("SELECT hash FROM journal").ToArray(), Cancelled);

        Assert.Equal(2, hashes.Distinct().Count());
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SqliteDatabase Open() => Open(_directory.Path);

    private static SqliteDatabase Open(string path) => new(Options.Create(new GatewayOptions { DataDirectory = path }));

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_directory.File("gateway.db")};Pooling=false");
        connection.Open();
        connection.Execute(sql);
    }

    private static Task<int> AppendAsync(SqliteDatabase database, string model) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [new JournalEntry(Noon, "test", model)]);
            return 0;
        },
        Cancelled);

    private static Task<List<string>> ModelsAsync(SqliteDatabase database) =>
        database.ReadAsync(connection => connection.Query<string>("SELECT model FROM journal ORDER BY seq").ToList(), Cancelled);
}
