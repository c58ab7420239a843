using System.Net;
using Gateway.Security.Tls;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Hosts;

/// <summary>Asks a host whether it can serve.</summary>
internal sealed class HostProbe(TimeProvider time, HostTls tls, HostTraffic traffic) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = SocketConnect.ConnectAsync,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        UseProxy = false,
        SslOptions = tls.Options(),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private readonly ResiliencePipeline _limited = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(Patience).Build();

    private readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.Zero, ShouldHandle = new PredicateBuilder().Handle<TimeoutException>() }).Build();

    public HttpClient Client => _client;

    /// <returns>True when it answers that it is ready, or a process of ours that is late with that while it answers clients: the machine is busy, then.</returns>
    public async Task<bool> IsReadyAsync(HostView host, string? healthPath, CancellationToken cancellationToken)
    {
        HostBytes bytes = traffic.Of(host);
        long heard = bytes.Sent;
        try
        {
            return await _again.ExecuteAsync(async token => await AskAsync(host, healthPath, token), cancellationToken);
        }
        catch (Exception problem) when (problem is TimeoutRejectedException or TimeoutException)
        {
            return host.SocketPath is not null && bytes.Sent > heard; // what stands before a foreign host may send for one that is dead
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();

    private static string ModelPath(HostView host) => $"/v2/models/{host.ServedModel}" + (host.ServedVersion is { } version ? $"/versions/{version}" : "");

    /// <exception cref="TimeoutRejectedException">It did not answer.</exception>
    /// <exception cref="TimeoutException">Nor did the clock in time: this process gets too little of the processor to tell.</exception>
    private async Task<bool> AskAsync(HostView host, string? healthPath, CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        try
        {
            return await _limited.ExecuteAsync(
                async token => healthPath is not null
                    ? await GetAsync(host, healthPath, token) == HttpStatusCode.OK
                    : await GetAsync(host, $"{ModelPath(host)}/ready", token) switch
                    {
                        HttpStatusCode.OK => true,
                        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => await GetAsync(host, ModelPath(host), token) == HttpStatusCode.OK,
                        _ => false,
                    },
                cancellationToken);
        }
        catch (TimeoutRejectedException problem) when (time.GetElapsedTime(since) > Patience + Late)
        {
            throw new TimeoutException(problem.Message, problem);
        }
    }

    private async Task<HttpStatusCode> GetAsync(HostView host, string path, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(host.Address, path));
        foreach ((string name, string value) in host.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode;
    }
}
