using System.Net.Sockets;
using System.Text;
using Gateway.ModelHost.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Over REST.</summary>
internal sealed class RestRehearsal(IServer server, TimeProvider time) : Rehearsal(first: 40, time)
{
    protected override byte[] Refused(ModelFile file) => "{}"u8.ToArray();

    protected override byte[]? Example(ReadyModel ready) => ExampleRequest.Of(ready.Model.Signature);

    protected override async Task SendAsync(ModelFile file, byte[][] requests)
    {
        using NetworkStream stream = new(await OwnSocket.ConnectAsync(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()), ownsSocket: true);
        foreach ((int index, byte[] body) in requests.Index())
        {
            string close = index == requests.Length - 1 ? "Connection: close\r\n" : "";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v2/models/{Uri.EscapeDataString(file.Name)}/versions/{Uri.EscapeDataString(file.Version)}/infer HTTP/1.1\r\nHost: rehearsal\r\n{close}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync(body);
        }

        await stream.CopyToAsync(Stream.Null);
    }
}
