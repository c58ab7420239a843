using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Telemetry;
using Polly;

namespace Gateway.Hosts;

/// <summary>Sees hosts that die again and again, and says so in the journal.</summary>
internal sealed partial class HostFlapping(HostDirectory directory, IJournal journal, TimeProvider time, ILogger<HostFlapping> logger) : BackgroundService
{
    private readonly Channel<JournalEntry> _entries = Channel.CreateBounded<JournalEntry>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly ConcurrentDictionary<string, Seen> _hosts = new();

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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        ResiliencePipeline store = StoreRetry.Pipeline(time, problem => LogAway(problem.Message));
        await foreach (JournalEntry entry in _entries.Reader.ReadAllAsync(stoppingToken))
        {
            await store.ExecuteAsync(async token => await journal.WriteAsync(entry, token), stoppingToken);
        }
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
                Dropped.HostFlapping.Inc();
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

    [LoggerMessage(4020, LogLevel.Warning, "Hosts that die again and again wait for the store: {Problem}")]
    private partial void LogAway(string problem);

    private sealed record Seen(VersionKey Version, RestartWindow Window)
    {
        public int Restarts { get; set; }
    }
}
