using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

/// <summary>A gateway before a host that serves every fixture, and with some of them in processes of its own.</summary>
public sealed class FixtureGateway : IAsyncLifetime
{
    /// <summary>One of each kind: numbers, texts, every datatype, a free batch.</summary>
    public static readonly string[] Own = ["mnist", "triton_simple_string", "derived/identity_all_types", "derived/mnist_batch"];

    private GatewayProcess? _gateway;
    private HostProcess? _host;

    public GatewayProcess Gateway => _gateway!;

    /// <summary>As the gateway knows a model that it runs itself.</summary>
    public static string OwnName(string fixture) => $"own.{FixtureModels.Served(fixture)}";

    public async ValueTask InitializeAsync()
    {
        _host = await HostProcess.StartAsync(FixtureModels.HostArguments);
        _gateway = await GatewayProcess.StartAsync();
        JsonElement address = JsonSerializer.SerializeToElement(_host.Address);
        foreach (string fixture in Transports.Questions.Select(question => question.Fixture).Distinct())
        {
            await Gateway.Client.RegisterAsync(FixtureModels.Served(fixture), new VersionRegistration { Hosts = [address] }, CancellationToken.None);
        }

        foreach (string fixture in Own)
        {
            await Gateway.PushAsync(OwnName(fixture), FixtureModels.FileOf(fixture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
