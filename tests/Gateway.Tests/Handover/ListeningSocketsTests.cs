using System.Net;
using System.Net.Sockets;
using Gateway.Handover;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Handover;

public sealed class ListeningSocketsTests
{
    private static readonly GatewayOptions Free = new() { RestPort = 0, GrpcPort = 0, AdminPort = 0 };

    [Fact]
    public async Task Who_connects_before_the_server_accepts_waits()
    {
        using ListeningSockets sockets = ListeningSockets.Open(Free, []);
        using TcpClient early = new(AddressFamily.InterNetwork);
        await early.ConnectAsync((IPEndPoint)sockets.All[0].LocalEndPoint!, TestContext.Current.CancellationToken);
        using Socket served = await sockets.Next().AcceptAsync(TestContext.Current.CancellationToken);
        Assert.Equal(early.Client.LocalEndPoint, served.RemoteEndPoint);
    }

    [Fact]
    public async Task The_queue_stays_open_when_the_server_ends_and_in_the_process_that_has_the_sockets()
    {
        using ListeningSockets before = ListeningSockets.Open(Free, []);
        (Socket sender, Socket receiver) = Pair();
        using (sender)
        using (receiver)
        {
            Descriptors.Send(sender, before.All);
            using ListeningSockets after = ListeningSockets.Open(Free, Descriptors.Receive(receiver));
            Assert.Equal(before.All.Select(socket => socket.LocalEndPoint), after.All.Select(socket => socket.LocalEndPoint));
            Socket server = before.Next();
            Task<Socket> accepting = server.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
            server.Dispose();
            before.Dispose();
            await Assert.ThrowsAsync<SocketException>(() => accepting);
            using TcpClient client = new(AddressFamily.InterNetwork);
            await client.ConnectAsync((IPEndPoint)after.All[0].LocalEndPoint!, TestContext.Current.CancellationToken);
            using Socket served = await after.Next().AcceptAsync(TestContext.Current.CancellationToken);
            Assert.Equal(client.Client.LocalEndPoint, served.RemoteEndPoint);
        }
    }

    [Fact]
    public void Inherited_sockets_that_are_not_what_the_settings_say_are_refused_with_both()
    {
        using ListeningSockets sockets = ListeningSockets.Open(Free, []);
        GatewayOptions other = new() { RestPort = 0, GrpcPort = 0, AdminPort = Paths.FreePort() };
        string problem = Assert.Throws<StartupException>(() => ListeningSockets.Open(other, sockets.All)).Message;
        Assert.Contains($"{sockets.All[2].LocalEndPoint}", problem, StringComparison.Ordinal);
        Assert.Contains($"admin 127.0.0.1:{other.AdminPort}", problem, StringComparison.Ordinal);
        Assert.Throws<StartupException>(() => ListeningSockets.Open(Free, [.. sockets.All.Take(2)]));
        Assert.Throws<StartupException>(() => ListeningSockets.Open(new GatewayOptions { BindAddress = "0.0.0.0", RestPort = 0, GrpcPort = 0, AdminPort = 0 }, sockets.All));
    }

    private static (Socket Sender, Socket Receiver) Pair()
    {
        string path = Path.Combine(Paths.Temporary("pair"), "s");
        using Socket door = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        door.Bind(new UnixDomainSocketEndPoint(path));
        door.Listen();
        Socket sender = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        sender.Connect(new UnixDomainSocketEndPoint(path));
        return (sender, door.Accept());
    }
}
