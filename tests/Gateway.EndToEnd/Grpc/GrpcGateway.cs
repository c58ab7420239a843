using Gateway.TestKit;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>A gateway and a channel to it.</summary>
public sealed class GrpcGateway : IAsyncLifetime
{
    internal GatewayProcess Gateway { get; private set; } = null!;

    internal GrpcChannel Channel { get; private set; } = null!;

    internal GRPCInferenceService.GRPCInferenceServiceClient Client { get; private set; } = null!;

    /// <summary>A request that every foreign host takes.</summary>
    internal static ModelInferRequest Request(string model, string version = "") => new() { ModelName = model, ModelVersion = version, Id = "me" };

    public async ValueTask InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync();
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Gateway.GrpcPort}", new GrpcChannelOptions { MaxSendMessageSize = null, MaxReceiveMessageSize = null });
        Client = new GRPCInferenceService.GRPCInferenceServiceClient(Channel);
    }

    public async ValueTask DisposeAsync()
    {
        Channel?.Dispose();
        await Gateway.DisposeAsync();
    }
}
