using Dapper;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Storage.Sqlite;
using Xunit;

namespace Gateway.Tests.Storage.Sqlite;

/// <summary>A3 of the acceptance list: a line that was edited is found.</summary>
public sealed class JournalChainTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A3_a_journal_as_it_was_written_is_valid() =>
        Assert.Equal((true, 5L, (long?)null), await LookAsync("SELECT 1"));

    [Theory]
    [InlineData("UPDATE journal SET actor = 'nobody' WHERE seq = 3", 3)]
    [InlineData("UPDATE journal SET at = at + 1 WHERE seq = 5", 5)]
    [InlineData("DELETE FROM journal WHERE seq = 2", 3)]
    public async Task A3_a_line_that_was_edited_or_cut_out_is_named(string tamper, long wrong) =>
        Assert.Equal((false, (long?)wrong), (await LookAsync(tamper)) is var (valid, _, first) ? (valid, first) : default);

    [Fact]
    public async Task Lines_that_were_kept_long_enough_go_and_a_line_of_the_chain_says_up_to_where()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using SqliteDatabase database = Database();
        SqliteJournal journal = new(database);
        for (int day = 0; day < 40; day++)
        {
            await WriteAsync(database, new JournalEntry(start.AddDays(day), "test", $"m{day}"));
        }

        await journal.CutAsync(start, start.AddDays(400), CancellationToken.None); // nothing is older
        Assert.Equal(40, (await LinesAsync(journal)).Count);
        await journal.CutAsync(start.AddDays(10), start.AddDays(410), CancellationToken.None);
        await journal.CutAsync(start.AddDays(39), start.AddDays(439), CancellationToken.None);

        IReadOnlyList<Event> left = await LinesAsync(journal);
        Assert.Equal(["test", "checkpoint", "checkpoint"], left.Select(line => line.Kind));
        Assert.Equal(["m39", null, null], left.Select(line => line.Model));
        Assert.Equal([null, "10", "39"], left.Select(line => line.From));
        AuditLook look = await new SqliteJournalChain(database).VerifyAsync(CancellationToken.None);
        Assert.Equal((true, 3L, (long?)null), (look.Valid, look.Lines, look.FirstWrong));

        await journal.CutAsync(start.AddDays(1000), start.AddDays(1400), CancellationToken.None); // all that there is
        await WriteAsync(database, new JournalEntry(start.AddDays(1401), "test", "later"));
        Assert.Equal(["checkpoint", "test"], (await LinesAsync(journal)).Select(line => line.Kind));
        Assert.True((await new SqliteJournalChain(database).VerifyAsync(CancellationToken.None)).Valid);
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE seq < 3", 3)]
    [InlineData("DELETE FROM journal WHERE seq < 3; UPDATE journal SET kind = 'checkpoint' WHERE seq = 3", 3)]
    [InlineData("UPDATE journal SET kind = 'checkpoint', to_state = hash WHERE seq = 5", 1)]
    public async Task What_somebody_else_cuts_off_is_found(string tamper, long wrong) =>
        Assert.Equal((false, (long?)wrong), (await LookAsync(tamper)) is var (valid, _, first) ? (valid, first) : default);

    private SqliteDatabase Database() => new(Microsoft.Extensions.Options.Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));

    private static Task WriteAsync(SqliteDatabase database, JournalEntry entry) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return true;
        },
        CancellationToken.None);

    private static Task<IReadOnlyList<Event>> LinesAsync(SqliteJournal journal) =>
        journal.ReadAsync(new JournalFilter(null, null, null, null, null), 0, 1000, CancellationToken.None);

    private async Task<(bool Valid, long Lines, long? FirstWrong)> LookAsync(string tamper)
    {
        using SqliteDatabase database = Database();
        for (int i = 0; i < 5; i++)
        {
            await WriteAsync(database, new JournalEntry(new DateTimeOffset(2026, 1, 1, 12, 0, i, TimeSpan.Zero), "test", $"m{i}", Rollout: i == 2 ? Guid.NewGuid() : null, Actor: "ann", Reason: "ü <&>"));
        }

        await database.WriteAsync((connection, transaction) => connection.Execute(tamper, null, transaction), CancellationToken.None);
        AuditLook look = await new SqliteJournalChain(database).VerifyAsync(CancellationToken.None);
        return (look.Valid, look.Lines, look.FirstWrong);
    }
}
