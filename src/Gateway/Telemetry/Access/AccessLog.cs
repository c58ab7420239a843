using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Security;
using Microsoft.Extensions.Options;
using Serilog;

namespace Gateway.Telemetry.Access;

/// <summary>Writes a line per prediction to a file that is changed when it is full. A slow disk costs lines, never requests.</summary>
internal sealed class AccessLog(IOptions<AccessLogOptions> options, TimeProvider time, ILogger<AccessLog> logger) : BackgroundService
{
    public const int Waiting = 8192;

    private readonly Channel<AccessEntry> _entries = Channel.CreateBounded<AccessEntry>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    public bool IsOn => options.Value.File is not null;

    /// <summary>Around a prediction port's request.</summary>
    public async Task TakeAsync(HttpContext context, RequestDelegate next)
    {
        AccessEntry entry = new() { At = time.GetUtcNow() };
        context.Features.Set(entry);
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            (entry.Ms, entry.Key) = (Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3), Grant.Of(context).Actor);
            if (entry.Model is not null && !_entries.Writer.TryWrite(entry))
            {
                Dropped.AccessLog.Inc();
            }
        }
    }

    /// <summary>The server has ended: what waits is written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        await this.EndAsync(late => (ExecuteTask ?? Task.CompletedTask).WaitAsync(late), time, logger);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is { } file)
        {
            using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.File(
                file, outputTemplate: "{Line:l}{NewLine}", formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: options.Value.MaxBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: options.Value.Keep).CreateLogger();
            await foreach (AccessEntry entry in _entries.Reader.ReadAllAsync(CancellationToken.None))
            {
                log.Information("{Line:l}", JsonSerializer.Serialize(entry, JsonSerializerOptions.Web));
            }
        }
    }
}
