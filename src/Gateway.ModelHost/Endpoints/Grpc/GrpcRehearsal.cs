using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;
using Google.Protobuf;
using Inference;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Over gRPC.</summary>
internal sealed class GrpcRehearsal(IServer server, TimeProvider time) : Rehearsal(first: 20, time)
{
    protected override byte[] Refused(ModelFile file) => Framed(new ModelInferRequest { ModelName = file.Name, ModelVersion = file.Version });

    protected override byte[]? Example(ReadyModel ready) => ExampleMessage.Of(ready.File, ready.Model.Signature) is { } example ? Framed(example) : null;

    protected override async Task SendAsync(ModelFile file, byte[][] requests)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });
        foreach (byte[] message in requests)
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
    }

    private static byte[] Framed(ModelInferRequest message)
    {
        byte[] frame = new byte[GrpcFrame.Size + message.CalculateSize()];
        new GrpcFrame(0, (uint)(frame.Length - GrpcFrame.Size)).Write(frame);
        message.WriteTo(frame.AsSpan(GrpcFrame.Size));
        return frame;
    }

    /// <summary>The gRPC listener is the second one.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await OwnSocket.ConnectAsync(server.Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(1)), ownsSocket: true);
}
