using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.TestKit;

/// <summary>A server that answers what the test put there, and 404 to everything else.</summary>
public sealed class FixedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (int Status, byte[] Body)> _answers = new();
    private readonly ConcurrentQueue<string> _asked = new();

    private FixedServer(WebApplication app) => _app = app;

    public string Origin => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Such as <c>GET /path?query</c>, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public static async Task<FixedServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        FixedServer server = new(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <param name="request">Such as <c>GET /path?query</c>.</param>
    public FixedServer With(string request, byte[] body, int status = 200)
    {
        _answers[request] = (status, body);
        return this;
    }

    public FixedServer With(string request, string json, int status = 200) => With(request, Encoding.UTF8.GetBytes(json), status);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        string request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        _asked.Enqueue(request);
        (context.Response.StatusCode, byte[] body) = _answers.TryGetValue(request, out (int Status, byte[] Body) answer) ? answer : (404, []);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
