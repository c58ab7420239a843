using Gateway.Telemetry;
using Gateway.TestKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class LastingWorkTests
{
    [Fact]
    public async Task Work_that_fails_is_begun_anew_after_a_while_and_ends_when_it_shall()
    {
        FakeTimeProvider time = new();
        using Failing service = new(time);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return service.Begun >= 4;
            },
            "the fourth beginning");

        await service.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(service.ExecuteTask!.IsCompleted && !service.ExecuteTask.IsFaulted);
        Assert.Equal(4, service.Begun);
    }

    /// <summary>A bug, a timeout of somebody else's and another bug; then it works.</summary>
    private sealed class Failing(FakeTimeProvider time) : BackgroundService
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(
            stopping => Interlocked.Increment(ref _begun) switch
            {
                1 => throw new InvalidOperationException("a bug"),
                2 => Task.FromCanceled(new CancellationToken(canceled: true)),
                3 => Task.FromException(new FormatException("another")),
                _ => Task.Delay(Timeout.InfiniteTimeSpan, time, stopping),
            },
            time, NullLogger.Instance, stoppingToken);
    }
}
