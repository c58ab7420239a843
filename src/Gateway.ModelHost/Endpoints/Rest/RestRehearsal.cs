using System.Net.Sockets;
using System.Text;
using Gateway.ModelHost.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Requests that nobody sent, over the host's own socket; every fourth is refused, for a process's first exception costs as much as its first answer.</summary>
internal sealed class RestRehearsal(IServer server, TimeProvider time) : IRehearsal
{
    private const int AtOnce = 4;
    private const int First = 40;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(250);

    private bool _warm;

    public async Task RehearseAsync(ReadyModel ready)
    {
        byte[] refused = "{}"u8.ToArray();
        byte[] good = ExampleRequest.Of(ready.Model.Signature) ?? refused;
        int most = _warm ? AtOnce : First; // what the process shares is warm after its first model
        long began = time.GetTimestamp();
        for (int sent = 0; sent < most && time.GetElapsedTime(began) < Budget; sent += AtOnce)
        {
            await SendAsync(ready.File, [.. Enumerable.Repeat(good, AtOnce - 1), refused]);
        }

        _warm = true;
    }

    /// <summary>One after the other over one connection; what they answer is of no interest.</summary>
    private async Task SendAsync(ModelFile file, byte[][] bodies)
    {
        using NetworkStream stream = new(await OwnSocket.ConnectAsync(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()), ownsSocket: true);
        foreach ((int index, byte[] body) in bodies.Index())
        {
            string close = index == bodies.Length - 1 ? "Connection: close\r\n" : "";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v2/models/{Uri.EscapeDataString(file.Name)}/versions/{Uri.EscapeDataString(file.Version)}/infer HTTP/1.1\r\nHost: rehearsal\r\n{close}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync(body);
        }

        await stream.CopyToAsync(Stream.Null);
    }
}
