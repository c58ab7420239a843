using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.TestKit;

/// <summary>A V2 host that is not ours; what it answers to a prediction is the test's to say.</summary>
public sealed class ForeignHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForeignHost(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>As a registration names it.</summary>
    public string Url => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Set at any time.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = HostAnswers.OkAsync;

    public Func<bool> Ready { get; set; } = () => true;

    /// <summary>Told of the body of each prediction that came.</summary>
    public Action<byte[]> Bodies { get; set; } = _ => { };

    /// <summary>Headers of each prediction that came.</summary>
    public ConcurrentQueue<IHeaderDictionary> Seen { get; } = new();

    public static async Task<ForeignHost> StartAsync(string model)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        ForeignHost? host = null;
        app.Run(context => host!.TakeAsync(context, model));
        await app.StartAsync();
        host = new ForeignHost(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
        return host;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, string model)
    {
        string path = context.Request.Path.Value!;
        if (path.EndsWith("/ready", StringComparison.Ordinal) || path == "/healthz")
        {
            context.Response.StatusCode = Ready() ? 200 : 503;
        }
        else if (path.EndsWith($"/models/{model}", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync($$"""{"name":"{{model}}","inputs":[{"name":"x","datatype":"FP32","shape":[-1]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}""");
        }
        else
        {
            Seen.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value)));
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            Bodies(body.ToArray());
            await Answer(context);
        }
    }
}
