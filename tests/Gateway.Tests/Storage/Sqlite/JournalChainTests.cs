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

    private async Task<(bool Valid, long Lines, long? FirstWrong)> LookAsync(string tamper)
    {
        using SqliteDatabase database = new(Microsoft.Extensions.Options.Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));
        for (int i = 0; i < 5; i++)
        {
            await database.WriteAsync(
                (connection, transaction) =>
                {
                    JournalTable.Append(connection, transaction, [new JournalEntry(new DateTimeOffset(2026, 1, 1, 12, 0, i, TimeSpan.Zero), "test", $"m{i}", Rollout: i == 2 ? Guid.NewGuid() : null, Actor: "ann", Reason: "ü <&>")]);
                    return true;
                },
                CancellationToken.None);
        }

        await database.WriteAsync((connection, transaction) => connection.Execute(tamper, null, transaction), CancellationToken.None);
        AuditLook look = await new SqliteJournalChain(database).VerifyAsync(CancellationToken.None);
        return (look.Valid, look.Lines, look.FirstWrong);
    }
}
