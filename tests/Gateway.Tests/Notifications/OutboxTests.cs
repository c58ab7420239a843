using Gateway.Journal;
using Gateway.Notifications;
using Gateway.Storage.Sqlite;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Notifications;

public sealed class OutboxTests : IDisposable
{
    private static readonly Webhook One = Webhook.Of("http://one.example/", 0), Two = Webhook.Of("http://two.example/", 1);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private SqliteDatabase _database;

    public OutboxTests() => _database = Open();

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task At_the_very_first_start_history_is_not_told()
    {
        await JournalAsync("held", "promoted");

        OutboxStart start = await Outbox.OpenAsync([One.Key], Cancelled);
        await TickAsync(start.Cursor, One);

        Assert.Equal(2, start.Cursor);
        Assert.Empty(await WaitingAsync(One));
    }

    [Fact]
    public async Task Each_receiver_has_each_event_once_in_the_journal_s_order()
    {
        OutboxStart start = await Outbox.OpenAsync([One.Key, Two.Key], Cancelled);
        await JournalAsync("progressing 5 %", "held", "promoted");

        long cursor = await TickAsync(start.Cursor, One, Two);
        await TickAsync(cursor, One, Two);

        Assert.Equal([2L, 3L], await WaitingAsync(One));
        Assert.Equal([2L, 3L], await WaitingAsync(Two));
    }

    [Fact]
    public async Task After_a_restart_the_tail_goes_on_behind_what_it_wrote()
    {
        OutboxStart start = await Outbox.OpenAsync([One.Key], Cancelled);
        await JournalAsync("held");
        await TickAsync(start.Cursor, One);
        await JournalAsync("promoted");
        _database.Dispose();
        _database = Open();

        OutboxStart again = await Outbox.OpenAsync([One.Key], Cancelled);
        await TickAsync(again.Cursor, One);

        Assert.Equal((1L, 0), (again.Cursor, again.Forgotten));
        Assert.Equal([1L, 2L], await WaitingAsync(One));
    }

    [Fact]
    public async Task A_full_queue_leaves_out_what_comes_and_counts_it()
    {
        await Outbox.OpenAsync([One.Key], Cancelled);
        OutboxRow[] rows = [.. Enumerable.Range(1, 5).Select(seq => new OutboxRow(One.Key, seq, Guid.NewGuid(), _time.GetUtcNow(), "{}"))];

        int dropped = await Outbox.AddAsync(rows, 5, most: 3, Cancelled);

        Assert.Equal(2, dropped);
        Assert.Equal([1L, 2L, 3L], await WaitingAsync(One));
    }

    [Fact]
    public async Task What_waited_for_a_receiver_that_is_not_set_any_more_is_forgotten()
    {
        OutboxStart start = await Outbox.OpenAsync([One.Key, Two.Key], Cancelled);
        await JournalAsync("held");
        await TickAsync(start.Cursor, One, Two);

        OutboxStart again = await Outbox.OpenAsync([Two.Key], Cancelled);

        Assert.Equal((1L, 1), (again.Cursor, again.Forgotten));
        Assert.Empty(await WaitingAsync(One));
        Assert.Equal([1L], await WaitingAsync(Two));
    }

    [Fact]
    public async Task Whoever_listens_again_after_a_time_without_webhooks_is_not_told_of_that_time()
    {
        await Outbox.OpenAsync([One.Key], Cancelled);
        await Outbox.OpenAsync([], Cancelled);
        await JournalAsync("held");

        Assert.Equal(1, (await Outbox.OpenAsync([One.Key], Cancelled)).Cursor);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private OutboxTable Outbox => new(_database);

    private SqliteDatabase Open() => new(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));

    private Task<long> TickAsync(long cursor, params Webhook[] webhooks) =>
        new NotificationTail(new SqliteJournal(_database), Outbox, _time, NullLogger<NotificationTail>.Instance).TickAsync(webhooks, cursor, Cancelled);

    private Task JournalAsync(params string[] states) => _database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, states.Select(to => new JournalEntry(_time.GetUtcNow(), JournalKinds.RolloutChanged, "digits", "2", Guid.NewGuid(), "x", to)));
            return 0;
        },
        Cancelled);

    /// <summary>Takes all rows out, oldest first.</summary>
    private async Task<List<long>> WaitingAsync(Webhook webhook)
    {
        List<long> seqs = [];
        while (await Outbox.FirstAsync(webhook.Key, Cancelled) is { } row)
        {
            seqs.Add(row.Seq);
            await Outbox.RemoveAsync(row, Cancelled);
        }

        return seqs;
    }
}
