using Gateway.Handover;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>An end that breaks nothing off: nobody new is let in, and each answer closes its connection, so that after a second without a request only idle ones are cut.</summary>
internal sealed class Drain(SharedTransport transport, ConnectionLimit rest, IOptions<GatewayOptions> options, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private volatile bool _begun;
    private long _asked;

    public RequestDelegate Before(RequestDelegate next) => context =>
    {
        if (_begun && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
            if (Listener.Rest.Took(context))
            {
                Volatile.Write(ref _asked, time.GetTimestamp());
            }
        }

        return next(context);
    };

    /// <summary>Before the server stops, which closes every connection that waits for its next request.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        TimeSpan most = options.Value.ShutdownTimeout / 2; // the rest is for what is under way then
        long since = time.GetTimestamp();
        Volatile.Write(ref _asked, since);
        _begun = true;
        await transport.StopAcceptingAsync();
        while (rest.Open > 0 && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(Volatile.Read(ref _asked)) < Quiet && time.GetElapsedTime(since) < most)
        {
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
