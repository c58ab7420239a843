using Gateway.Api;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Telemetry;
using Polly;

namespace Gateway.Hooks;

/// <summary>Works deliveries off, one after the other, and says in the journal what came of each.</summary>
internal sealed partial class HookLoop(IHookStore store, HookSignal signal, HookWork work, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<HookLoop> logger) : BackgroundService
{
    /// <summary>For one delivery, whatever it waits for: the others are behind it.</summary>
    private static readonly TimeSpan MostWork = TimeSpan.FromMinutes(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenRegistration up = lifetime.ApplicationStarted.Register(signal.Set); // what a restart interrupted
        ResiliencePipeline patiently = StoreRetry.Pipeline(time, problem => LogAway(problem.Message));
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(stoppingToken);
            await patiently.ExecuteAsync(async token => await TickAsync(token), stoppingToken);
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (HookJob job in await store.WaitingAsync(cancellationToken))
        {
            (string kind, string? version, string says) = await DoneAsync(job, cancellationToken);
            LogDone(job.Delivery, job.Model, says);
            await store.DoneAsync(job.Delivery, kind == JournalKinds.HookDone, new JournalEntry(time.GetUtcNow(), kind, job.Model, version, From: job.Delivery, Actor: "gateway", Reason: says), cancellationToken);
        }
    }

    private async Task<(string Kind, string? Version, string Says)> DoneAsync(HookJob job, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(MostWork, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            VersionRecord version = await work.DoAsync(job, either.Token);
            return (JournalKinds.HookDone, version.Key.Version, $"version {version.Key.Version} is {version.State.ToString().ToLowerInvariant()}");
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            if (problem is not (HookException or RefusedException or GatewayException or UnreachableException or HttpRequestException or IOException or OperationCanceledException))
            {
                LogWrong(job.Delivery, problem);
            }

            return (JournalKinds.HookFailed, null, late.IsCancellationRequested ? $"it was not done within {MostWork.TotalMinutes} minutes" : problem.Message);
        }
    }

    [LoggerMessage(1030, LogLevel.Information, "Delivery {Delivery} for {Model}: {Says}")]
    private partial void LogDone(string delivery, string model, string says);

    [LoggerMessage(1032, LogLevel.Error, "Delivery {Delivery} failed")]
    private partial void LogWrong(string delivery, Exception problem);

    [LoggerMessage(1031, LogLevel.Warning, "Deliveries wait for the store: {Problem}")]
    private partial void LogAway(string problem);
}
