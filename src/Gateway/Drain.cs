using Gateway.Handover;

namespace Gateway;

/// <summary>An end that breaks nothing off: nobody new is let in, and each answer closes its connection, so that after a second only idle ones are cut.</summary>
internal sealed class Drain(SharedTransport transport, ConnectionLimit rest, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private volatile bool _begun;

    public RequestDelegate Before(RequestDelegate next) => context =>
    {
        if (_begun && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    };

    /// <summary>Before the server stops, which closes every connection that waits for its next request.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        await transport.StopAcceptingAsync();
        long since = time.GetTimestamp();
        while (rest.Open > 0 && time.GetElapsedTime(since) < Most)
        {
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
