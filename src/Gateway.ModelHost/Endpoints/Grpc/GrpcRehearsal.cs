using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gateway.ModelHost.Sessions;
using Google.Protobuf;
using Inference;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Calls that nobody made, over the host's own gRPC socket; every fourth is refused.</summary>
internal sealed class GrpcRehearsal(IServer server, TimeProvider time) : IRehearsal
{
    private const int First = 20;
    private const int Later = 4;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(250);

    private bool _warm;

    public async Task RehearseAsync(ReadyModel ready)
    {
        byte[] refused = Framed(new ModelInferRequest { ModelName = ready.File.Name, ModelVersion = ready.File.Version });
        byte[] good = ExampleMessage.Of(ready.File, ready.Model.Signature) is { } example ? Framed(example) : refused;
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });
        int most = _warm ? Later : First; // what the process shares is warm after its first model
        long began = time.GetTimestamp();
        for (int sent = 0; sent < most && time.GetElapsedTime(began) < Budget; sent++)
        {
            await SendAsync(client, sent % 4 == 3 ? refused : good);
        }

        _warm = true;
    }

    /// <summary>What it answers is of no interest.</summary>
    private static async Task SendAsync(HttpClient client, byte[] message)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "http://rehearsal/inference.GRPCInferenceService/ModelInfer")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using HttpResponseMessage response = await client.SendAsync(request);
    }

    private static byte[] Framed(ModelInferRequest message)
    {
        byte[] frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>The gRPC listener is the second one.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await OwnSocket.ConnectAsync(server.Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(1)), ownsSocket: true);
}
