using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Core.Models;
using Gateway.Journal;
using Polly;
using Polly.Retry;
using Prometheus;

namespace Gateway.Hosts;

/// <summary>Sees hosts that die again and again, and says so in the journal.</summary>
internal sealed class HostFlapping(HostDirectory directory, IHostJournal journal, TimeProvider time) : BackgroundService
{
    private static readonly Counter.Child Dropped =
        Metrics.CreateCounter("gateway_dropped_total", "Left undone because a cap was reached.", "what").WithLabels("hostFlapping");

    private readonly Channel<JournalEntry> _entries = Channel.CreateBounded<JournalEntry>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly ConcurrentDictionary<string, Seen> _hosts = new();
    private readonly ResiliencePipeline _store = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromSeconds(30),
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<IOException>(),
        }).Build();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Changed += Look;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        directory.Changed -= Look;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await TickAsync(stoppingToken);
        }
    }

    /// <summary>Writes one line, when there is one.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        JournalEntry entry = await _entries.Reader.ReadAsync(cancellationToken);
        await _store.ExecuteAsync(async token => await journal.WriteAsync(entry, token), cancellationToken);
    }

    /// <summary>On the host's thread, one change of a version at a time.</summary>
    private void Look(VersionKey version)
    {
        var hosts = directory.Of(version);
        foreach (HostView host in hosts)
        {
            Seen seen = _hosts.GetOrAdd(host.Id, _ => new Seen(version, new RestartWindow(time)));
            bool restarted = host.Restarts > seen.Restarts;
            seen.Restarts = host.Restarts;
            if (restarted && seen.Window.Restarted() && !_entries.Writer.TryWrite(Entry(host)))
            {
                Dropped.Inc();
            }
        }

        foreach (string gone in _hosts.Where(seen => seen.Value.Version == version && !hosts.Any(host => host.Id == seen.Key)).Select(seen => seen.Key))
        {
            _hosts.TryRemove(gone, out _);
        }
    }

    private JournalEntry Entry(HostView host) => new(
        time.GetUtcNow(), JournalKinds.HostFlapping, host.Version.Model, host.Version.Version, To: "flapping", Actor: "gateway",
        Reason: $"host {host.Id} died {RestartWindow.Many} times within {RestartWindow.Window.TotalMinutes:0} minutes");

    private sealed record Seen(VersionKey Version, RestartWindow Window)
    {
        public int Restarts { get; set; }
    }
}
