using Gateway.Hosts;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Routing;

/// <summary>The proxy's HTTP clients, which also reach Unix sockets.</summary>
internal sealed class HostClients : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectCallback = SocketConnect.ConnectAsync;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
    }
}
