using Gateway.Dashboard.Live;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class SharedLooksTests
{
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(60), Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly SharedLooks _looks;
    private int _loads;

    public SharedLooksTests() => _looks = new SharedLooks(_time);

    [Fact]
    public async Task Those_of_one_key_share_a_look_and_another_key_has_its_own()
    {
        Task<string>[] open = [LookAsync("a", _time.GetTimestamp()), LookAsync("a", _time.GetTimestamp()), LookAsync("b", _time.GetTimestamp())];
        _time.Advance(Gathered);

        string[] saw = await Task.WhenAll(open);
        Assert.Equal(saw[0], saw[1]);
        Assert.NotEqual(saw[0], saw[2]);
        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task A_look_from_before_a_change_will_not_do()
    {
        long before = _time.GetTimestamp();
        string first = await ShownAsync(before);
        Assert.Equal(first, await ShownAsync(before));

        _time.Advance(Second);
        Assert.NotEqual(first, await ShownAsync(_time.GetTimestamp()));
    }

    [Fact]
    public async Task However_often_something_changes_there_are_two_looks_a_second()
    {
        await ShownAsync(_time.GetTimestamp());

        Task<string> next = LookAsync("a", _time.GetTimestamp());
        _time.Advance(Gathered);
        Assert.False(next.IsCompleted);
        _time.Advance(Second / 2 - Gathered);
        Assert.Equal("look 2", await next);
    }

    [Fact]
    public async Task Who_leaves_takes_nobodys_look_away()
    {
        using CancellationTokenSource leaves = new();
        long now = _time.GetTimestamp();
        Task<string> left = LookAsync("a", now, leaves.Token), stays = LookAsync("a", now);
        await leaves.CancelAsync();
        _time.Advance(Gathered);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal("look 1", await stays);
    }

    [Fact]
    public async Task A_look_that_failed_fails_for_those_who_waited_and_not_for_the_next()
    {
        long now = _time.GetTimestamp();
        Task<string> failed = _looks.LookAsync<string>("a", now, _ => throw new IOException("away"), CancellationToken.None);
        _time.Advance(Gathered);
        await Assert.ThrowsAsync<IOException>(() => failed);

        Task<string> next = LookAsync("a", now);
        _time.Advance(Second);
        Assert.Equal("look 1", await next);
    }

    private async Task<string> ShownAsync(long since)
    {
        Task<string> look = LookAsync("a", since);
        _time.Advance(Gathered);
        return await look;
    }

    private Task<string> LookAsync(string key, long since, CancellationToken cancellationToken = default) =>
        _looks.LookAsync(key, since, _ => Task.FromResult($"look {Interlocked.Increment(ref _loads)}"), cancellationToken);
}
