using Polly;
using Polly.Retry;

namespace Gateway.Telemetry;

/// <summary>Work in the background that no bug of ours ends, nor the gateway with it: the bug is told, and the work begun anew.</summary>
internal static partial class LastingWork
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(30), Calm = TimeSpan.FromMinutes(1);

    public static async Task LastAsync(this BackgroundService service, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger, CancellationToken stoppingToken)
    {
        long began = time.GetTimestamp();
        TimeSpan pause = First;
        ResiliencePipeline anew = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is not null && !stoppingToken.IsCancellationRequested),
                DelayGenerator = attempt =>
                {
                    LogWrong(logger, service.GetType().Name, attempt.Outcome.Exception!);
                    TimeSpan now = pause = time.GetElapsedTime(began) > Calm ? First : pause; // it went well for a while
                    pause = now * 2 < Longest ? now * 2 : Longest;
                    return ValueTask.FromResult<TimeSpan?>(now);
                },
            })
            .Build();
        await anew.ExecuteAsync(
            async token =>
            {
                began = time.GetTimestamp();
                await work(token);
            },
            stoppingToken);
    }

    [LoggerMessage(7010, LogLevel.Error, "{Part} failed and is begun anew")]
    private static partial void LogWrong(ILogger logger, string part, Exception problem);
}
