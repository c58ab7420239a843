using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;

namespace Gateway.Rollouts;

/// <summary>Rolls out what was pushed, where the model's settings say so.</summary>
internal sealed partial class RolloutOnPush(
    PushedVersions pushed, RolloutRunner runner, LoopGuard loop, TrafficBook book, IRolloutStore store, ModelCatalog catalog, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RolloutOnPush> logger) : BackgroundService
{
    public const string Setting = "rollout";

    private const int Looked = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        foreach (ModelTraffic model in book.All.Where(model => catalog.Settings(model.Model).Document.OnPush == Setting))
        {
            await ResumeAsync(model, stoppingToken);
        }

        await foreach (VersionKey version in pushed.ReadAsync(stoppingToken))
        {
            await StartAsync(version, stoppingToken);
        }
    }

    /// <returns>False: the gateway ends before it was up, as when a port is in use.</returns>
    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration up = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return started.Task.IsCompletedSuccessfully;
    }

    /// <summary>A gateway that ended between a version's check and its rollout: the newest version was never tried.</summary>
    private async Task ResumeAsync(ModelTraffic model, CancellationToken cancellationToken)
    {
        VersionRecord? newest = catalog.Versions(model.Model).LastOrDefault(version => version.State == VersionState.Ready);
        if (newest is null || model.Run is not null || Number(newest.Key.Version) <= Number(model.Traffic.Baseline))
        {
            return;
        }

        IReadOnlyList<RolloutRecord> runs = await store.ListAsync(model.Model, activeOnly: false, null, Looked, cancellationToken);
        if (runs.All(run => run.Plan.Candidate != newest.Key))
        {
            await StartAsync(newest.Key, cancellationToken);
        }
    }

    private async Task StartAsync(VersionKey version, CancellationToken cancellationToken)
    {
        try
        {
            if (await loop.ObjectionAsync(version, cancellationToken) is { } objection)
            {
                throw new RefusedException(409, "rollback-loop", "Automatic starts are off.", objection);
            }

            RolloutSpec spec = new() { Candidate = version.Version, Reason = $"onPush, by {catalog.Find(version)?.CreatedBy ?? Caller.Anonymous}" };
            await runner.StartAsync(version.Model, spec, new Caller("gateway", ""), cancellationToken);
        }
        catch (Exception problem) when (problem is RefusedException or IOException)
        {
            LogNotStarted(version.Model, version.Version, problem.Message);
            await TellAsync(version, problem.Message, cancellationToken);
        }
    }

    private async Task TellAsync(VersionKey version, string why, CancellationToken cancellationToken)
    {
        try
        {
            await store.SaveAsync(null, null, [new JournalEntry(time.GetUtcNow(), JournalKinds.RolloutRefused, version.Model, version.Version, Actor: "gateway", Reason: why)], cancellationToken);
        }
        catch (IOException)
        {
            // the log has it
        }
    }

    private static long Number(string version) => long.Parse(version, System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(2020, LogLevel.Warning, "{Model} {Version} was pushed, and its rollout was not started: {Reason}")]
    private partial void LogNotStarted(string model, string version, string reason);
}
