using Gateway.Analysis.History;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Journal;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Attempts;
using Gateway.Storage.Sqlite;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Analysis.History;

/// <summary>A real database, and a process that counts into it, ends and begins again.</summary>
internal sealed class KeptHistory : IDisposable
{
    public const string Model = "digits";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    private KeptHistory()
    {
        _database = new SqliteDatabase(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));
        Begin();
    }

    /// <summary>With a model that is asked.</summary>
    public static async Task<KeptHistory> StartAsync()
    {
        KeptHistory kept = new();
        await kept.Store.SaveAsync(TrafficRecord.First(Model, "1"), null, [new JournalEntry(Noon, JournalKinds.TrafficChanged, Model)], Cancelled);
        return kept;
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public TrafficHistory Counted { get; private set; } = null!;

    /// <summary>Nothing is written while it is set.</summary>
    public bool Away { get; set; }

    private HistoryKeeper Keeper { get; set; } = null!;

    private HistoryTable Table { get; set; } = null!;

    private RolloutTable Store => new(_database);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    public void Count(int attempts, string version = "1", Outcome outcome = Outcome.Ok, double milliseconds = 10)
    {
        for (int i = 0; i < attempts; i++)
        {
            Counted.Of(new VersionKey(Model, version)).Attempted(new Attempt { Outcome = outcome, Duration = TimeSpan.FromMilliseconds(milliseconds) });
        }
    }

    public Task KeepAsync() => Keeper.TickAsync(Cancelled);

    /// <summary>Ends as a kill does: what was not kept is gone.</summary>
    public async Task RestartAsync()
    {
        Begin();
        await Keeper.RestoreAsync(Cancelled);
    }

    /// <summary>As when the work of the keeper begins anew.</summary>
    public Task RestoreAsync() => Keeper.RestoreAsync(Cancelled);

    /// <returns>Those in which there was anything.</returns>
    public async Task<IReadOnlyList<HistoryPoint>> PointsAsync(TimeSpan back, bool coarse = false, string version = "1") =>
        [.. ((await new HistoryReader(Counted, Table).ReadAsync(Model, Time.GetUtcNow() - back, Time.GetUtcNow(), coarse, Cancelled)).SingleOrDefault(found => found.Version == version).Points ?? []).Where(point => !point.Quiet)];

    public Task RemoveModelAsync() => Store.ForgetAsync(Model, [new JournalEntry(Noon, JournalKinds.ModelDeleted, Model)], Cancelled);

    private void Begin()
    {
        Time.Advance(TimeSpan.FromMilliseconds(1)); // no process begins when another did
        Counted = new TrafficHistory(Time);
        Table = new HistoryTable(_database, Time);
        Keeper = new HistoryKeeper(Counted, new AwayStore(this), Time, NullLogger<HistoryKeeper>.Instance);
    }

    private sealed class AwayStore(KeptHistory kept) : IHistoryStore
    {
        private readonly HistoryTable _table = kept.Table;

        public Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<(VersionKey Version, HistoryBlock Block)> blocks, CancellationToken cancellationToken) =>
            kept.Away ? throw new IOException("The database is away.") : _table.WriteAsync(blocks, cancellationToken);

        public Task<IReadOnlyList<StoredBlock>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => _table.ReadAsync(model, from, to, cancellationToken);

        public Task<IReadOnlyList<(VersionKey Version, long First, long Requests)>> HoursAsync(DateTimeOffset from, CancellationToken cancellationToken) => _table.HoursAsync(from, cancellationToken);

        public Task<IReadOnlyList<(VersionKey Version, long Hour, int[] Gaps)>> LatenciesAsync(DateTimeOffset from, CancellationToken cancellationToken) => _table.LatenciesAsync(from, cancellationToken);

        public Task TrimAsync(DateTimeOffset now, CancellationToken cancellationToken) => _table.TrimAsync(now, cancellationToken);
    }
}
