using Gateway.Journal;
using Gateway.Rollouts.Splits;
using Gateway.Storage.Sqlite;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Storage.Sqlite;

public sealed class WeightHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public WeightHistoryTests() => _database = new SqliteDatabase(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Weights_are_those_in_force_at_the_beginning_and_each_change_after_it()
    {
        TrafficRecord first = TrafficRecord.First("digits", "1");
        await SaveAsync(first, Noon);
        await SaveAsync(first with { Generation = 2, Weights = first.Weights.SetItem("1", 9_000).Add("2", 1_000) }, Noon.AddMinutes(10));
        await SaveAsync(first with { Generation = 3, Weights = first.Weights.SetItem("1", 5_000).Add("2", 5_000) }, Noon.AddMinutes(20));
        await SaveAsync(first with { Model = "other" }, Noon.AddMinutes(12));

        Assert.Equal([(10, 1_000), (20, 5_000)], await WeightsAsync(Noon.AddMinutes(15), Noon.AddMinutes(30)));
        Assert.Equal([(0, 0), (10, 1_000)], await WeightsAsync(Noon.AddMinutes(-5), Noon.AddMinutes(15)));
        Assert.Empty(await WeightsAsync(Noon.AddMinutes(-5), Noon.AddMinutes(-1)));
    }

    private Task SaveAsync(TrafficRecord traffic, DateTimeOffset at) => new RolloutTable(_database).SaveAsync(
        traffic, null, [new JournalEntry(at, JournalKinds.TrafficChanged, traffic.Model)], TestContext.Current.CancellationToken);

    private async Task<IEnumerable<(int Minute, int Weight)>> WeightsAsync(DateTimeOffset from, DateTimeOffset to) =>
        (await new WeightHistory(_database).ReadAsync("digits", from, to, TestContext.Current.CancellationToken)).Select(change => ((int)(change.At - Noon).TotalMinutes, change.Weights.GetValueOrDefault("2")));
}
