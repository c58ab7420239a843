using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.TestKit;

/// <summary>A server that is told things; what it answers is the test's to say.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private ImmutableList<Delivery> _deliveries = [];

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Ends when the status may be sent; set at any time.</summary>
    public Func<HttpContext, Task<int>> Answer { get; set; } = _ => Task.FromResult(204);

    /// <summary>Each request that came, in order.</summary>
    public IReadOnlyList<Delivery> Deliveries => Volatile.Read(ref _deliveries);

    public IEnumerable<Delivery> Accepted => Deliveries.Where(delivery => delivery.Status is >= 200 and < 300);

    public static async Task<WebhookReceiver> StartAsync(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        WebhookReceiver receiver = new(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Answers nothing until the caller has gone.</summary>
    public static async Task<int> HangAsync(HttpContext context)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        return 0;
    }

    /// <summary>Waits for as many accepted deliveries.</summary>
    public Task<IReadOnlyList<Delivery>> AcceptedAsync(int count, Func<string> otherwise) => Eventually.GetAsync<IReadOnlyList<Delivery>>(
        () => Task.FromResult<IReadOnlyList<Delivery>?>(Accepted.Count() >= count ? [.. Accepted] : null), $"{count} deliveries", TimeSpan.FromSeconds(60), otherwise);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        Delivery delivery = new(context.Request.Headers["x-gateway-delivery"].ToString(), context.Request.Headers["x-gateway-signature"].ToString(), body.ToArray());
        ImmutableInterlocked.Update(ref _deliveries, all => all.Add(delivery));
        context.Response.StatusCode = delivery.Status = await Answer(context);
    }

    /// <param name="Signature">The header.</param>
    public sealed record Delivery(string Id, string Signature, byte[] Body)
    {
        public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

        /// <summary>What was answered; 0: nothing.</summary>
        public int Status { get; set; }

        public string? Text(string member) => Json.GetProperty(member).GetString();
    }
}
