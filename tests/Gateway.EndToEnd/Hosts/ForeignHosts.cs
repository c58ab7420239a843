using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>A gateway in front of hosts that something else runs: each test has a model of its own.</summary>
public sealed class ForeignHosts : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    public GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    public static JsonElement[] Addresses(params ForeignHost[] hosts) => [.. hosts.Select(host => JsonSerializer.SerializeToElement(host.Address.GetLeftPart(UriPartial.Authority)))];

    /// <summary>Registers and waits until every host takes traffic.</summary>
    public async Task<Contracts.Version> RegisterAsync(string model, params ForeignHost[] hosts)
    {
        Contracts.Version version = await Gateway.Client.RegisterAsync(model, new VersionRegistration { Hosts = Addresses(hosts) }, CancellationToken.None);
        await AllTakeTrafficAsync(model, hosts);
        return version;
    }

    public Task AllTakeTrafficAsync(string model, params ForeignHost[] hosts) => Eventually.TrueAsync(
        async () =>
        {
            using HttpResponseMessage response = await Gateway.InferAsync(model, "{}");
            return hosts.All(host => !host.Seen.IsEmpty);
        },
        $"traffic for every host of {model}", otherwise: () => Gateway.Process.Output);

    /// <summary>Never answers, until the other side has had enough.</summary>
    public static Task HangAsync(HttpContext context) => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

    public static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Announces a thousand bytes, sends none, and goes.</summary>
    public static async Task PromiseAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Announces a thousand bytes, sends a few, and goes.</summary>
    public static async Task LieAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"model_name":"x","outp""");
        await context.Response.Body.FlushAsync();
    }

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($$"""{"error":"host says {{status}}"}""");
    };
}
