using Polly;
using Polly.Retry;

namespace Gateway.Telemetry;

/// <summary>Work in the background that no bug of ours ends, nor the gateway with it: the bug is told, and the work begun anew.</summary>
internal static partial class LastingWork
{
    public static Task LastAsync(this BackgroundService service, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger, CancellationToken stoppingToken) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = TimeSpan.FromSeconds(30),
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is not null && !stoppingToken.IsCancellationRequested),
                OnRetry = attempt =>
                {
                    LogWrong(logger, service.GetType().Name, attempt.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build()
            .ExecuteAsync(async token => await work(token), stoppingToken).AsTask();

    [LoggerMessage(1, LogLevel.Error, "{Service} failed and is begun anew")]
    private static partial void LogWrong(ILogger logger, string service, Exception problem);
}
