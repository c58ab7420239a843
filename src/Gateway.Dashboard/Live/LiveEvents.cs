using Gateway.Contracts;
using Gateway.Dashboard.Access;
using Polly;
using Polly.Retry;

namespace Gateway.Dashboard.Live;

/// <summary>The journal as it is written, for one open dashboard: one stream, whatever its pages look at.</summary>
internal sealed class LiveEvents(Session session) : IAsyncDisposable
{
    private static readonly ResiliencePipeline Again = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(500),
        MaxDelay = TimeSpan.FromSeconds(10),
        ShouldHandle = new PredicateBuilder().Handle<GatewayException>(refusal => refusal.Problem.Status != 401).Handle<UnreachableException>().Handle<IOException>(),
    }).Build();

    private readonly CancellationTokenSource _end = new();
    private Task? _follows;
    private long? _last;
    private Action<Event> _came = _ => { };

    /// <summary>Called on any thread.</summary>
    public event Action<Event> Came
    {
        add
        {
            _came += value;
            _follows ??= FollowAsync();
        }
        remove => _came = (_came - value)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await (_follows ?? Task.CompletedTask);
        _end.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await Again.ExecuteAsync(async token => await StreamAsync(token), _end.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or GatewayException)
        {
            // the dashboard was closed, or its key has ended: what it shows next says so
        }
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        _last ??= (await session.Client.LastEventsAsync(null, null, 1, cancellationToken)).Items is [var newest] ? newest.Seq : 0;
        await foreach (Event line in session.Client.FollowAsync(null, null, _last.Value, cancellationToken))
        {
            _last = line.Seq;
            _came(line);
        }

        throw new IOException("The stream has ended.");
    }
}
