using Gateway.Rollouts.Loop;
using Gateway.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Rollouts;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly List<(TimeSpan Silence, Exception? Problem)> _alarms = [];

    [Fact]
    public async Task A_loop_that_stands_still_is_told_to_end_and_begun_anew()
    {
        List<CancellationToken> begun = [];
        await GuardedAsync(
            token =>
            {
                begun.Add(token);
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            async () =>
            {
                await UntilAsync(() => begun.Count == 1);
                await UntilAsync(() => begun.Count == 2, advance: true);
                Assert.True(begun[0].IsCancellationRequested);
                Assert.False(begun[1].IsCancellationRequested);
                Assert.All(_alarms, alarm => Assert.True(alarm.Silence >= Patience && alarm.Problem is null));
            });
    }

    [Fact]
    public async Task A_loop_that_hears_nothing_any_more_is_left_behind()
    {
        int begun = 0;
        await GuardedAsync(
            _ => Interlocked.Increment(ref begun) == 1 ? new TaskCompletionSource().Task : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None),
            () => UntilAsync(() => Volatile.Read(ref begun) == 2, advance: true));
    }

    [Fact]
    public async Task A_loop_that_falls_over_is_begun_anew_and_the_reason_is_told()
    {
        int begun = 0;
        await GuardedAsync(
            token => Interlocked.Increment(ref begun) == 1 ? throw new InvalidOperationException("it fell") : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            async () =>
            {
                await UntilAsync(() => Volatile.Read(ref begun) == 2, advance: true);
                Assert.Equal("it fell", _alarms[0].Problem?.Message);
            });
    }

    [Fact]
    public void A_loop_that_says_so_lives()
    {
        Watchdog watchdog = new(Patience, _time);
        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(watchdog.Stuck);
        watchdog.Beat();
        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(watchdog.Stuck);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(watchdog.Stuck);
    }

    private async Task GuardedAsync(Func<CancellationToken, Task> loop, Func<Task> test)
    {
        Watchdog watchdog = new(Patience, _time);
        using CancellationTokenSource stopping = new();
        Task guard = watchdog.GuardAsync(loop, (silence, problem) => _alarms.Add((silence, problem)), stopping.Token);
        await test();
        await stopping.CancelAsync();
        await UntilAsync(() => guard.IsCompleted, advance: true);
    }

    private Task UntilAsync(Func<bool> condition, bool advance = false) => Eventually.TrueAsync(
        () =>
        {
            if (!condition() && advance)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            return condition();
        },
        "The watchdog's next move");
}
