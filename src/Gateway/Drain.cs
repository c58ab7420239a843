using Gateway.Handover;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>An end that breaks nothing off: nobody new is let in, and each answer closes its connection, so that after a second only idle ones are cut; on a busy machine, which is late with what it has, after a second in which it was not.</summary>
internal sealed class Drain(SharedTransport transport, ConnectionLimit rest, IOptions<GatewayOptions> options, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(50);

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
        TimeSpan most = options.Value.ShutdownTimeout / 2; // the rest is for what is under way then
        _begun = true;
        await transport.StopAcceptingAsync();
        long since = time.GetTimestamp(), late = since;
        while (rest.Open > 0 && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(late) < Calm && time.GetElapsedTime(since) < most)
        {
            long look = time.GetTimestamp();
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            late = time.GetElapsedTime(look) > Look + Late ? time.GetTimestamp() : late;
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
