using System.Text;
using Gateway.Hosts;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Gateway.Security.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Routing.Clusters;

/// <summary>The proxy's HTTP clients, which also reach Unix sockets and count what goes over the wire.</summary>
internal sealed class HostClients(HostTraffic traffic, HostTls tls) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null; // TraceHeaders does it, without an activity per request where nobody listens
        handler.ConnectCallback = async (connection, cancellationToken) =>
            new CountedStream(await SocketConnect.OpenAsync(connection, cancellationToken), traffic.Of(VersionRoute.VersionOf(context.ClusterId), connection.DnsEndPoint));
        handler.RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8; // as they were read; otherwise a client's "José" breaks off before it is sent
        handler.SslOptions = tls.Options();
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new WholeRequests(base.WrapHandler(context, handler));
}
