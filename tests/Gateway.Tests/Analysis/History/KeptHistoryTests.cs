using CsCheck;
using Gateway.Analysis.History;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Tests.Analysis.History;

public sealed class KeptHistoryTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Minute = TimeSpan.FromMinutes(1), Slot = TimeSpan.FromSeconds(10);

    private KeptHistory _kept = null!;

    public async ValueTask InitializeAsync() => _kept = await KeptHistory.StartAsync();

    public ValueTask DisposeAsync()
    {
        _kept.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_counted_before_a_restart_is_there_after_it()
    {
        _kept.Count(7, milliseconds: 20);
        _kept.Count(2, outcome: Outcome.Failed, milliseconds: 30);
        _kept.Time.Advance(Slot);
        _kept.Count(3, outcome: Outcome.Rejected, milliseconds: 5);
        _kept.Counted.Of(new VersionKey(KeptHistory.Model, "1")).Rescued();
        IReadOnlyList<HistoryPoint> before = await _kept.PointsAsync(Hour), whole = await _kept.PointsAsync(Hour, coarse: true);
        await _kept.KeepAsync();
        await _kept.RestartAsync();

        IReadOnlyList<HistoryPoint> after = await _kept.PointsAsync(Hour);
        Assert.Equal([(9, 2, 0, 0), (3, 0, 3, 1)], after.Select(point => (point.Requests, point.Errors, point.Rejections, point.Rescued)));
        Assert.Equal(before.Select(Rounded), after);
        Assert.Equal(whole.Select(Rounded), await _kept.PointsAsync(Hour, coarse: true));
    }

    [Fact]
    public async Task Five_minutes_that_two_processes_counted_are_one_point()
    {
        _kept.Count(4, milliseconds: 10);
        await _kept.KeepAsync();
        _kept.Count(1, milliseconds: 10);
        await _kept.KeepAsync();
        await _kept.RestartAsync();
        _kept.Count(6, milliseconds: 40);

        foreach (bool coarse in (bool[])[false, true])
        {
            HistoryPoint point = Assert.Single(await _kept.PointsAsync(Hour, coarse));
            Assert.Equal(11, point.Requests);
            Assert.InRange(point.P99!.Value.Value.TotalMilliseconds, 39, 41);
        }
    }

    [Fact]
    public async Task Points_of_ten_seconds_last_a_day_and_those_of_five_minutes_thirty()
    {
        _kept.Count(5);
        await _kept.KeepAsync();
        await _kept.RestartAsync();

        _kept.Time.Advance(TimeSpan.FromHours(23));
        await _kept.KeepAsync();
        Assert.Single(await _kept.PointsAsync(TimeSpan.FromDays(1)));
        _kept.Time.Advance(TimeSpan.FromHours(2));
        await _kept.KeepAsync();
        Assert.Empty(await _kept.PointsAsync(TimeSpan.FromDays(2)));
        Assert.Equal(5, Assert.Single(await _kept.PointsAsync(TimeSpan.FromDays(2), coarse: true)).Requests);
        _kept.Time.Advance(TimeSpan.FromDays(29));
        await _kept.KeepAsync();
        Assert.Empty(await _kept.PointsAsync(TimeSpan.FromDays(40), coarse: true));
    }

    [Theory]
    [InlineData(VersionHistory.MostBlocks + 1, 0)]
    [InlineData(VersionHistory.MostBlocks + 3, 2)]
    public async Task A_database_that_is_away_costs_nothing_for_an_hour_and_then_the_oldest(int blocks, int lost)
    {
        _kept.Away = true;
        for (int block = 0; block < blocks; block++)
        {
            _kept.Count(1);
            _kept.Time.Advance(5 * Minute);
            await _kept.KeepAsync();
        }

        _kept.Away = false;
        await _kept.KeepAsync();
        await _kept.RestartAsync();
        Assert.Equal(blocks - lost, (await _kept.PointsAsync(2 * Hour, coarse: true)).Sum(point => point.Requests));
    }

    [Fact]
    public async Task A_restart_is_no_beginning_of_the_requests()
    {
        for (int minute = 0; minute < 30; minute++)
        {
            _kept.Count(120);
            _kept.Time.Advance(Minute);
        }

        await _kept.KeepAsync();
        await _kept.RestartAsync();
        Assert.InRange(_kept.Counted.RequestsPerSecond(KeptHistory.Model), 1.9, 2.1);
        _kept.Time.Advance(Slot);
        _kept.Count(20);
        Assert.InRange(_kept.Counted.RequestsPerSecond(KeptHistory.Model), 1.9, 2.1);
    }

    [Fact]
    public async Task A_model_that_is_removed_takes_its_history_along_also_what_ended_late()
    {
        _kept.Count(5);
        await _kept.KeepAsync();
        await _kept.RemoveModelAsync();
        _kept.Count(2); // they were on their way
        await _kept.KeepAsync();

        Assert.Empty(_kept.Counted.All);
        Assert.Empty(await _kept.PointsAsync(Hour, coarse: true));
    }

    [Fact]
    public async Task How_many_requests_come_is_known_at_once_after_a_restart()
    {
        for (int hour = 0; hour < 5; hour++)
        {
            _kept.Count(7200);
            await _kept.KeepAsync();
            _kept.Time.Advance(Hour);
        }

        await _kept.RestartAsync();
        Assert.Equal(2, _kept.Counted.RequestsPerSecond(KeptHistory.Model));
    }

    [Fact]
    public Task Whatever_comes_between_what_was_kept_is_counted_once() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 400], Gen.Bool, Gen.Bool).Array[1, 12].SampleAsync(
            async steps =>
            {
                using KeptHistory kept = await KeptHistory.StartAsync();
                long counted = 0;
                foreach ((int attempts, int seconds, bool keep, bool restart) in steps)
                {
                    kept.Count(attempts);
                    counted += attempts;
                    kept.Time.Advance(TimeSpan.FromSeconds(seconds));
                    if (keep || restart)
                    {
                        await kept.KeepAsync();
                    }

                    if (restart)
                    {
                        await kept.RestartAsync();
                    }
                }

                Assert.Equal(counted, (await kept.PointsAsync(3 * Hour)).Sum(point => point.Requests));
                Assert.Equal(counted, (await kept.PointsAsync(3 * Hour, coarse: true)).Sum(point => point.Requests));
            },
            iter: 60);

    [Fact]
    public async Task How_long_requests_took_in_the_last_day_is_known_after_every_restart()
    {
        for (int restart = 0; restart < 3; restart++)
        {
            _kept.Count(100, milliseconds: 10 * (restart + 1));
            await _kept.KeepAsync();
            _kept.Count(50, milliseconds: 100);
            await _kept.KeepAsync();
            await _kept.RestartAsync();
            _kept.Time.Advance(TimeSpan.FromMinutes(40));
        }

        await _kept.RestoreAsync();
        LatencyHistogram latencies = Latencies();
        Assert.Equal(450, latencies.Count);
        Assert.InRange(latencies.Quantile(0.2)!.Value.TotalMilliseconds, 9.8, 10.2);
        Assert.InRange(latencies.Quantile(0.5)!.Value.TotalMilliseconds, 29, 31);
        Assert.InRange(latencies.Quantile(0.9)!.Value.TotalMilliseconds, 98, 102);

        _kept.Time.Advance(TimeSpan.FromHours(25));
        await _kept.KeepAsync();
        await _kept.RestartAsync();
        Assert.Equal(0, Latencies().Count);
    }

    private LatencyHistogram Latencies() => _kept.Counted.Of(new VersionKey(KeptHistory.Model, "1")).Latencies(24);

    /// <summary>As the table has it.</summary>
    private static HistoryPoint Rounded(HistoryPoint point) => point with { P50 = Rounded(point.P50), P95 = Rounded(point.P95), P99 = Rounded(point.P99) };

    private static BoundedQuantile? Rounded(BoundedQuantile? quantile) => quantile is { } some ? new(Rounded(some.Value)!.Value, Rounded(some.Low), Rounded(some.High)) : null;

    private static TimeSpan? Rounded(TimeSpan? latency) => latency is { } some ? TimeSpan.FromMicroseconds((long)some.TotalMicroseconds) : null;
}
