using Gateway.TestKit;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>One host that serves every model that can be served, and a channel to it.</summary>
public sealed class GrpcFixtureHost : IAsyncLifetime
{
    private HostProcess? _host;

    internal GrpcChannel Channel { get; private set; } = null!;

    internal GRPCInferenceService.GRPCInferenceServiceClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostProcess.StartAsync(
            [.. FixtureModels.All.Where(FixtureModels.CanBeServed).SelectMany(name => new[] { "--model", $"{FixtureModels.Served(name)}={FixtureModels.FileOf(name)}" })]);
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_host.GrpcPort}", new GrpcChannelOptions { MaxSendMessageSize = null, MaxReceiveMessageSize = null });
        Client = new GRPCInferenceService.GRPCInferenceServiceClient(Channel);
    }

    public async ValueTask DisposeAsync()
    {
        Channel?.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
