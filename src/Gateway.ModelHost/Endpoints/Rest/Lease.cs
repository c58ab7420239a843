using System.Text.Json;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A host that a gateway owns lives as long as somebody holds its lease, and a while longer.</summary>
internal sealed partial class Lease(ServeOptions options, ModelSet models, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Lease> logger) : BackgroundService
{
    private static readonly TimeSpan FirstLease = TimeSpan.FromSeconds(30);

    private readonly Lock _changes = new();
    private int _held;
    private long _freeSince = time.GetTimestamp();
    private bool _everHeld;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/gateway/lease", HoldAsync);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Ended())
            {
                LogEnded();
                lifetime.StopApplication();
                return;
            }
        }
    }

    private bool Ended()
    {
        lock (_changes)
        {
            TimeSpan patience = _everHeld || options.Linger > FirstLease ? options.Linger!.Value : FirstLease;
            return _held == 0 && time.GetElapsedTime(_freeSince) >= patience;
        }
    }

    /// <summary>Says who is here, and stays open for as long as the holder lives.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        Count(1);
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(new
            {
                pid = Environment.ProcessId,
                build = ServerEndpoints.Build,
                models = models.All.Select(model => new { name = model.File.Name, version = model.File.Version, digest = model.Ready?.Model.Digest, device = model.Ready?.Model.Device.ToString() }),
            });
            await context.Response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        finally
        {
            Count(-1);
        }
    }

    private void Count(int change)
    {
        lock (_changes)
        {
            _held += change;
            _everHeld = true;
            _freeSince = time.GetTimestamp();
        }
    }

    [LoggerMessage(7020, LogLevel.Information, "No gateway holds the lease any more: ending")]
    private partial void LogEnded();
}
