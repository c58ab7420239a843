using Gateway.Hosts;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class RestartWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RestartWindow _window;

    public RestartWindowTests() => _window = new RestartWindow(_time);

    [Fact]
    public void The_third_restart_within_ten_minutes_is_flapping_and_said_once() =>
        Assert.Equal([false, false, true, false, false], Restarts(0, 5, 5, 5, 5));

    [Fact]
    public void Three_restarts_in_more_than_ten_minutes_are_none() =>
        Assert.Equal([false, false, false, false], Restarts(0, 5, 6, 5));

    [Fact]
    public void After_a_calm_time_it_is_said_again() =>
        Assert.Equal([false, false, true, false, false, true], Restarts(0, 1, 1, 60, 1, 1));

    private bool[] Restarts(params int[] minutesBetween) =>
    [
        .. minutesBetween.Select(minutes =>
        {
            _time.Advance(TimeSpan.FromMinutes(minutes));
            return _window.Restarted();
        }),
    ];
}
