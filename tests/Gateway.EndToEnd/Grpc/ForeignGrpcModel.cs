using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>A model whose versions are foreign hosts with a gRPC side: version n is <c>Sides[n - 1]</c>.</summary>
internal sealed class ForeignGrpcModel : IAsyncDisposable
{
    private readonly List<ForeignHost> _hosts = [];
    private readonly List<ForeignGrpc> _sides = [];

    public IReadOnlyList<ForeignGrpc> Sides => _sides;

    /// <param name="servedAs">The model's name at every host; null: its own.</param>
    public static async Task<ForeignGrpcModel> StartAsync(GatewayProcess gateway, string name, int versions = 2, string? servedAs = null)
    {
        ForeignGrpcModel model = new();
        for (int i = 0; i < versions; i++)
        {
            ForeignHost host = await ForeignHost.StartAsync(servedAs ?? name);
            ForeignGrpc side = await ForeignGrpc.StartAsync();
            model._hosts.Add(host);
            model._sides.Add(side);
            await gateway.RegisterAsync(name, new { rest = Authority(host.Address), grpc = Authority(side.Address) }, servedAs);
        }

        await gateway.ServesAsync(name);
        return model;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable each in (IEnumerable<IAsyncDisposable>)[.. _hosts, .. _sides])
        {
            await each.DisposeAsync();
        }
    }

    private static string Authority(Uri address) => address.GetLeftPart(UriPartial.Authority);
}

internal static class Registration
{
    /// <summary>One more version; ready when this ends.</summary>
    public static async Task RegisterAsync(this GatewayProcess gateway, string model, object host, string? servedAs = null)
    {
        string number = (await gateway.Client.RegisterAsync(
            model,
            new VersionRegistration { Hosts = [JsonSerializer.SerializeToElement(host)], ServedAs = servedAs is null ? null : new ServedAs(servedAs, null) },
            CancellationToken.None)).Number;
        await Eventually.TrueAsync(
            async () => (await gateway.Client.VersionAsync(model, number, CancellationToken.None)).State == "ready", $"Version {number} of {model} is ready", otherwise: () => gateway.Process.Output);
    }
}
