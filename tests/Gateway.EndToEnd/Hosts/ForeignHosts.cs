using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>A gateway in front of hosts that something else runs: each test has a model of its own.</summary>
public sealed class ForeignHosts : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    public GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Registers and waits until every host takes traffic.</summary>
    public async Task<Contracts.Version> RegisterAsync(string model, params ForeignHost[] hosts)
    {
        Contracts.Version version = await Gateway.Client.RegisterAsync(model, new VersionRegistration { Hosts = Json.List([.. hosts.Select(host => host.Url)]) }, CancellationToken.None);
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
}
