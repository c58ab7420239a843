using System.Collections.Concurrent;
using Google.Protobuf;
using Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.EndToEnd.Grpc;

/// <summary>The gRPC side of a host that is not ours; what it answers is the test's to say.</summary>
internal sealed class ForeignGrpc : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForeignGrpc(WebApplication app) =>
        (_app, Address) = (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));

    public Uri Address { get; }

    /// <summary>Set at any time.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => OkAsync(context, new ModelInferResponse { ModelName = "foreign" });

    /// <summary>The first message of each call that came.</summary>
    public ConcurrentQueue<ModelInferRequest> Seen { get; } = new();

    public static async Task<ForeignGrpc> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        ForeignGrpc? host = null;
        app.Run(context => host!.TakeAsync(context));
        await app.StartAsync();
        return host = new ForeignGrpc(app);
    }

    public static async Task OkAsync(HttpContext context, ModelInferResponse message)
    {
        byte[] bytes = message.ToByteArray();
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync((byte[])[0, .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(bytes.Length)), .. bytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>As most servers say that a call failed: its status is in the answer's head, and there is nothing else.</summary>
    public static Task FailAsync(HttpContext context, int status)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{status}";
        return Task.CompletedTask;
    }

    /// <summary>As others do: a head, and the status behind it.</summary>
    public static async Task FailLateAsync(HttpContext context, int status)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        context.Response.AppendTrailer("grpc-status", $"{status}");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        Seen.Enqueue(ModelInferRequest.Parser.ParseFrom(body.ToArray(), 5, (int)body.Length - 5));
        await Answer(context);
    }
}
