using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Rollouts;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;
using Gateway.Storage.Sqlite;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Rollouts;

public sealed class UntriedVersionsTests : IDisposable
{
    private static readonly VersionKey Second = new("digits", "2");

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ModelCatalog _catalog = new();
    private readonly TrafficBook _book;
    private readonly SqliteDatabase _database;

    public UntriedVersionsTests()
    {
        _database = new SqliteDatabase(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));
        _book = new TrafficBook(new HostDemand(), _catalog, _time);
        _book.Add(new ModelTraffic(TrafficRecord.First("digits", "1")));
        OnPush("rollout");
    }

    private SqliteJournal Journal => new(_database);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_version_that_became_ready_just_before_the_gateway_ended_is_found() => Assert.Equal([Second], await FindAsync());

    [Fact]
    public async Task A_model_whose_settings_say_register_has_none()
    {
        OnPush("register");

        Assert.Empty(await FindAsync());
    }

    [Theory]
    [InlineData(JournalKinds.SettingsChanged, null)]
    [InlineData(JournalKinds.RolloutRefused, "2")]
    public async Task A_version_that_was_pushed_under_other_settings_or_refused_already_is_not_tried(string kind, string? version)
    {
        await Journal.WriteAsync(new JournalEntry(_time.GetUtcNow().AddSeconds(1), kind, "digits", version), Cancelled);

        Assert.Empty(await FindAsync());
    }

    [Theory]
    [InlineData(JournalKinds.SettingsChanged, "digits", -1)]
    [InlineData(JournalKinds.SettingsChanged, "other", 1)]
    [InlineData(JournalKinds.RolloutRefused, "digits", 1)]
    public async Task What_was_before_or_of_another_model_or_version_does_not_count(string kind, string model, int seconds)
    {
        await Journal.WriteAsync(new JournalEntry(_time.GetUtcNow().AddSeconds(seconds), kind, model, "1"), Cancelled);

        Assert.Equal([Second], await FindAsync());
    }

    [Fact]
    public async Task A_version_that_was_rolled_out_before_is_not_tried_again()
    {
        RolloutPlan plan = new(
            new VersionKey("digits", "1"), Second, Strategy.Canary, [], new Bake(TimeSpan.Zero, 0, OnInconclusive.Wait), new GuardSet([], 0.05), OnInconclusive.Wait, true, TimeSpan.FromDays(7));
        RolloutRecord run = new(
            Guid.CreateVersion7(_time.GetUtcNow()), 1, plan, new RolloutSpec(), RolloutState.First, _time.GetUtcNow(), null, SavedEvidence.None, null, [], [], 0, TimeSpan.Zero, TimeSpan.Zero);
        await new RolloutTable(_database).SaveAsync(null, run, [new JournalEntry(_time.GetUtcNow(), JournalKinds.RolloutStarted, "digits", "2")], Cancelled);

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task What_is_older_than_the_journal_is_not_rolled_out_by_itself()
    {
        _time.Advance(TimeSpan.FromDays(399));
        Assert.Equal([Second], await FindAsync());
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await FindAsync());
    }

    private void OnPush(string setting) => _catalog.Load(new RegistryContent(
        [Ready("1"), Ready("2")], [new Gateway.Registry.ModelSettings("digits", 1, new Contracts.ModelSettings { OnPush = setting })]));

    private VersionRecord Ready(string version) => new(
        new VersionKey("digits", version), $"sha256:{version}", 1, VersionState.Ready, _time.GetUtcNow(), "somebody", new VersionSource.Artifact("/model.onnx"), null, null, null, false, null, []);

    private Task<IReadOnlyList<VersionKey>> FindAsync() => new UntriedVersions(_book, _catalog, new RolloutTable(_database), Journal, _time).FindAsync(Cancelled);
}
