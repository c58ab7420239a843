using System.Net;
using Gateway.Handover;
using Gateway.Routing;
using Gateway.Routing.Limits;
using Gateway.Security;
using Gateway.Security.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>The three ports: REST is HTTP/1.1, gRPC is HTTP/2, admin is HTTP/1.1; with TLS where a certificate is given.</summary>
internal static class Listeners
{
    /// <param name="takeover">A gateway that runs on the data directory gives its sockets, and ends when this one is ready to go on.</param>
    /// <exception cref="StartupException">A setting is wrong, or a port in use: named with the option that changes it.</exception>
    public static void AddListeners(this WebApplicationBuilder builder, bool takeover)
    {
        GatewayOptions options = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new();
        SecurityOptions security = builder.Configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new();
        LimitsOptions limits = builder.Configuration.GetSection(LimitsOptions.Section).Get<LimitsOptions>() ?? new();
        IPAddress address = Address(options, security);
        Predecessor? predecessor = takeover ? Predecessor.Find(options.DataDirectory) : null;
        bool plain = builder.Configuration[$"{TlsOptions.Section}:{nameof(TlsOptions.Certificate)}"] is null;
        ConnectionLimit rest = ConnectionLimit.Of(limits, FileShares.Rest, tells: plain);
        if (predecessor is not null)
        {
            builder.Services.AddSingleton(predecessor);
        }

        builder.Services.AddSingleton(ListeningSockets.Open(options, predecessor?.Sockets ?? Activation.Take()));
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SharedTransport>(provider, (Action)(() => Refusals.Connections.Inc())));
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<SharedTransport>());
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Drain>(provider, rest));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        builder.WebHost.UseShutdownTimeout(options.ShutdownTimeout);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ListenerTls tls = kestrel.ApplicationServices.GetRequiredService<ListenerTls>();
            kestrel.AddServerHeader = false;
            kestrel.Limits.Set(limits);
            kestrel.Listen(address, options.RestPort, listen => listen.Mark(tls, Listener.Rest, HttpProtocols.Http1, rest));
            kestrel.Listen(address, options.GrpcPort, listen => listen.Mark(tls, Listener.Grpc, HttpProtocols.Http2, ConnectionLimit.Of(limits, FileShares.Grpc, tells: false)));
            kestrel.Listen(address, options.AdminPort, listen => listen.Mark(tls, Listener.Admin, HttpProtocols.Http1, ConnectionLimit.Of(limits, FileShares.Admin, tells: plain)));
        });
    }

    private static void Set(this KestrelServerLimits kestrel, LimitsOptions limits)
    {
        MinDataRate? rate = limits.MinDataRate > 0 ? new MinDataRate(limits.MinDataRate, TimeSpan.FromSeconds(5)) : null;
        (kestrel.MinRequestBodyDataRate, kestrel.MinResponseDataRate) = (rate, rate);
        kestrel.MaxRequestHeadersTotalSize = limits.MaxHeaders;
        kestrel.MaxRequestLineSize = Math.Min(kestrel.MaxRequestLineSize, limits.MaxHeaders);
        kestrel.Http2.MaxRequestHeaderFieldSize = limits.MaxHeaders;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
    }

    /// <summary>Starts the listeners and says where they are.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        GatewayOptions options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        try
        {
            await app.StartAsync();
        }
        catch (Exception)
        {
            await app.StopAsync(); // so that what had begun ends in peace, and the reason is all that is said
            throw;
        }

        string[] bound = [.. Bound(app.Services.GetRequiredService<IServer>()).Select(address => address.GetLeftPart(UriPartial.Authority))];
        await Console.Out.WriteLineAsync(
            $"gateway {Telemetry.TelemetryServices.Version} is up: REST {bound[0]}  gRPC {bound[1]}  admin {bound[2]}  data {options.DataDirectory}  pid {Environment.ProcessId}");
    }

    /// <summary>The addresses that were bound, in the order REST, gRPC, admin.</summary>
    public static IReadOnlyList<Uri> Bound(IServer server) =>
        [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>The admin port, as this process itself reaches it.</summary>
    public static Uri Own(IServer server)
    {
        Uri admin = Bound(server)[2];
        return IPAddress.TryParse(admin.Host.Trim('[', ']'), out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(admin) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri
            : admin;
    }

    private static IPAddress Address(GatewayOptions options, SecurityOptions security)
    {
        if (!IPAddress.TryParse(options.BindAddress, out IPAddress? address))
        {
            throw new StartupException($"Gateway:BindAddress: \"{options.BindAddress}\" is not an IP address.") { ExitCode = 2 };
        }

        return AccessMode.Problem(options, security) is { } problem ? throw new StartupException(problem) { ExitCode = 2 } : address;
    }

    private static void Mark(this ListenOptions listen, ListenerTls tls, Listener listener, HttpProtocols protocols, ConnectionLimit limit)
    {
        listen.Protocols = protocols;
        listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return limit.TakeAsync(connection, next);
        });
        tls.Use(listen); // inside: a handshake too many is not begun
    }
}
