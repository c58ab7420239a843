using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class HostFlappingTests
{
    private static readonly VersionKey Version = new("digits", "3");

    [Fact]
    public async Task A_host_that_dies_again_and_again_is_in_the_journal_once()
    {
        HostDirectory directory = new();
        Lines journal = new();
        using HostFlapping flapping = new(directory, journal, new FakeTimeProvider(), NullLogger<HostFlapping>.Instance);
        await flapping.StartAsync(TestContext.Current.CancellationToken);

        for (int restarts = 0; restarts <= 5; restarts++)
        {
            directory.Publish(Version, [View(0, restarts), View(1, restarts / 2)]);
        }

        JournalEntry line = await journal.First.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await flapping.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal((JournalKinds.HostFlapping, "digits", "3", "host digits/3/0 died 3 times within 10 minutes"), (line.Kind, line.Model, line.Version, line.Reason));
        Assert.Equal(1, journal.Count);   // the other host died twice
    }

    private static HostView View(int ordinal, int restarts) => new(
        $"digits/3/{ordinal}", ordinal, Version, HostState.Unhealthy, new Uri("http://x"), null, null, "v2", "digits", null, new Dictionary<string, string>(), null, restarts, "cpu");

    private sealed class Lines : IJournal
    {
        public TaskCompletionSource<JournalEntry> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; private set; }

        public Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken)
        {
            Count++;
            First.TrySetResult(entry);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<Event>> ReadAsync(JournalFilter filter, long after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Event>> ReadLastAsync(JournalFilter filter, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CutAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task NextAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
