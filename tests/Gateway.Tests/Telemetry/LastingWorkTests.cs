using Gateway.Telemetry;
using Gateway.TestKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class LastingWorkTests
{
    private readonly FakeTimeProvider _time = new();
    private int _begun;

    [Fact]
    public async Task Work_that_fails_is_begun_anew_after_a_while_and_ends_when_it_shall()
    {
        using CancellationTokenSource stopping = new();
        using Nothing service = new();
        Task lasting = service.LastAsync(WorkAsync, _time, NullLogger.Instance, stopping.Token);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Volatile.Read(ref _begun) >= 4;
            },
            "the fourth beginning");

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lasting);
        Assert.Equal(4, _begun);
    }

    /// <summary>A bug, a timeout of somebody else's and another bug; then it works.</summary>
    private Task WorkAsync(CancellationToken stopping) => Interlocked.Increment(ref _begun) switch
    {
        1 => throw new InvalidOperationException("a bug"),
        2 => Task.FromCanceled(new CancellationToken(canceled: true)),
        3 => Task.FromException(new FormatException("another")),
        _ => Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping),
    };

    private sealed class Nothing : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
