using Polly;
using Polly.Retry;

namespace Gateway.Journal;

/// <summary>Goes on when the store is back: half a second to half a minute between tries, without an end.</summary>
internal static class StoreRetry
{
    /// <param name="away">Told the problem once per try.</param>
    public static ResiliencePipeline Pipeline(TimeProvider time, Action<Exception> away) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(30),
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<IOException>(),
            OnRetry = attempt =>
            {
                away(attempt.Outcome.Exception!);
                return ValueTask.CompletedTask;
            },
        }).Build();
}
