using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;
using Polly;

namespace Gateway.Rollouts;

/// <summary>Rolls out what was pushed, where the model's settings say so.</summary>
internal sealed partial class RolloutOnPush(
    PushedVersions pushed, UntriedVersions untried, RolloutRunner runner, LoopGuard loop, IJournal journal, ModelCatalog catalog, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RolloutOnPush> logger) : BackgroundService
{
    public const string Setting = "rollout";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        ResiliencePipeline store = StoreRetry.Pipeline(time, problem => LogAway(problem.Message));
        IReadOnlyList<VersionKey> resumed = await store.ExecuteAsync(async token => await untried.FindAsync(token), stoppingToken);
        foreach (VersionKey version in resumed)
        {
            await StartAsync(version, stoppingToken);
        }

        await foreach (VersionKey version in pushed.ReadAsync(stoppingToken))
        {
            if (!resumed.Contains(version)) // it may have become ready just before they were looked for
            {
                await StartAsync(version, stoppingToken);
            }
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
            await journal.WriteAsync(new JournalEntry(time.GetUtcNow(), JournalKinds.RolloutRefused, version.Model, version.Version, Actor: "gateway", Reason: why), cancellationToken);
        }
        catch (IOException)
        {
            // the log has it
        }
    }

    [LoggerMessage(2021, LogLevel.Warning, "Versions that were pushed wait for the store: {Problem}")]
    private partial void LogAway(string problem);

    [LoggerMessage(2020, LogLevel.Warning, "{Model} {Version} was pushed, and its rollout was not started: {Reason}")]
    private partial void LogNotStarted(string model, string version, string reason);
}
