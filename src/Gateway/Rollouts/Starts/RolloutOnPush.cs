using System.Collections.Immutable;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Telemetry;
using Polly;

namespace Gateway.Rollouts.Starts;

/// <summary>Rolls out what was pushed, where the model's settings say so.</summary>
internal sealed partial class RolloutOnPush(
    PushedVersions pushed, UntriedVersions untried, PushedStart start, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RolloutOnPush> logger) : BackgroundService
{
    public const string Setting = "rollout";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        ResiliencePipeline store = StoreRetry.Pipeline(time, problem => LogAway(problem.Message));
        IReadOnlyList<VersionKey> resumed = await store.ExecuteAsync(async token => await untried.FindAsync(token), stoppingToken);
        foreach (VersionKey version in resumed)
        {
            await start.StartAsync(version, stoppingToken);
        }

        await foreach (VersionKey version in pushed.ReadAsync(stoppingToken))
        {
            if (!resumed.Contains(version)) // it may have become ready just before they were looked for
            {
                await start.StartAsync(version, stoppingToken);
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

    [LoggerMessage(2021, LogLevel.Warning, "Versions that were pushed wait for the store: {Problem}")]
    private partial void LogAway(string problem);
}
