using System.Net;
using Gateway.Routing;
using Gateway.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>The three ports: REST is HTTP/1.1, gRPC is HTTP/2 without TLS, admin is HTTP/1.1.</summary>
internal static class Listeners
{
    public static void AddListeners(this WebApplicationBuilder builder)
    {
        GatewayOptions options = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new();
        SecurityOptions security = builder.Configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new();
        LimitsOptions limits = builder.Configuration.GetSection(LimitsOptions.Section).Get<LimitsOptions>() ?? new();
        IPAddress address = Address(options, security);
        builder.WebHost.UseShutdownTimeout(options.ShutdownTimeout);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Set(limits);
            kestrel.Listen(address, options.RestPort, listen => listen.Mark(Listener.Rest, HttpProtocols.Http1, ConnectionLimit.Of(limits, share: 4, tells: true)));
            kestrel.Listen(address, options.GrpcPort, listen => listen.Mark(Listener.Grpc, HttpProtocols.Http2, ConnectionLimit.Of(limits, share: 4, tells: false)));
            kestrel.Listen(address, options.AdminPort, listen => listen.Mark(Listener.Admin, HttpProtocols.Http1, ConnectionLimit.Of(limits, share: 8, tells: true)));
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
    /// <exception cref="StartupException">A port is in use: named with the option that changes it.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        GatewayOptions options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        try
        {
            await app.StartAsync();
        }
        catch (Exception problem)
        {
            await app.StopAsync(); // so that what had begun ends in peace, and the reason is all that is said
            if (problem is IOException io && InUse(io, options) is { } used)
            {
                throw used;
            }

            throw;
        }

        string[] bound = [.. Bound(app.Services.GetRequiredService<IServer>()).Select(address => address.Authority)];
        await Console.Out.WriteLineAsync(
            $"gateway {Telemetry.TelemetryServices.Version} is up: REST http://{bound[0]}  gRPC http://{bound[1]}  admin http://{bound[2]}  data {options.DataDirectory}  pid {Environment.ProcessId}");
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

    private static StartupException? InUse(IOException problem, GatewayOptions options)
    {
        (int Port, string Name)[] ports =
            [(options.RestPort, nameof(options.RestPort)), (options.GrpcPort, nameof(options.GrpcPort)), (options.AdminPort, nameof(options.AdminPort))];
        return ports.FirstOrDefault(port => problem.Message.Contains($":{port.Port}: ", StringComparison.Ordinal)) is { Name: not null } used
            ? new StartupException($"Port {used.Port} is in use; choose another with --Gateway:{used.Name}=PORT.")
            : null;
    }

    private static void Mark(this ListenOptions listen, Listener listener, HttpProtocols protocols, ConnectionLimit limit)
    {
        listen.Protocols = protocols;
        listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return limit.TakeAsync(connection, next);
        });
    }
}
