using System.Net;
using Gateway.ModelHost.Endpoints.Grpc;
using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Gateway.ModelHost.Usage;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Gateway.ModelHost;

/// <summary>What the host is made of.</summary>
internal static class Composition
{
    public static WebApplication Build(ServeOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Rest.MaxBody;
            Listen(kestrel, options);
        });
        builder.Services.AddSerilog(Log(), dispose: true);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Runner>();
        builder.Services.AddRest(options.Rest);
        builder.Services.AddGrpcCalls(options.Rest.MaxBody);
        builder.Services.AddSingleton<ModelSet>();
        builder.Services.AddSingleton<ModelRepository>();
        builder.Services.AddSingleton<ModelLoader>();
        builder.Services.AddHostedService<ModelStart>();
        builder.Services.AddSingleton<UsageSeries>();
        if (options.Linger is not null)
        {
            builder.Services.AddSingleton<Lease>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Lease>());
        }

        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressMeters = true, SuppressEventCounters = true });
        WebApplication app = builder.Build();
        app.UseRest();
        app.Use(StreamDialect.ChooseAsync);
        app.Use(RepositoryDialect.ChooseAsync);
        app.UseRouting();
        app.MapGrpcCalls();
        app.MapRest();
        if (app.Services.GetService<Lease>() is { } lease)
        {
            lease.Map(app);
            app.MapLiveSettings();
        }

        app.Services.GetRequiredService<UsageSeries>().Publish();
        app.MapMetrics();
        return app;
    }

    public static string Explain(IOException problem, ServeOptions options) =>
        problem.Message.Contains($":{options.RestPort}:", StringComparison.Ordinal) ? $"Port {options.RestPort} is in use; choose another with --rest-port."
        : problem.Message.Contains($":{options.GrpcPort}:", StringComparison.Ordinal) ? $"Port {options.GrpcPort} is in use; choose another with --grpc-port."
        : problem.Message.Contains($":{options.MetricsPort}:", StringComparison.Ordinal) ? $"Port {options.MetricsPort} is in use; choose another with --metrics-port."
        : problem.Message;

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, ServeOptions options)
    {
        if (options.UnixSocket is { } socket)
        {
            File.Delete(socket);
            File.Delete(socket + GrpcEndpoints.SocketSuffix);
            kestrel.ListenUnixSocket(socket);
            kestrel.ListenUnixSocket(socket + GrpcEndpoints.SocketSuffix, GrpcEndpoints.Http2);
            return;
        }

        IPAddress address = IPAddress.TryParse(options.BindAddress, out IPAddress? parsed) ? parsed : throw new IOException($"--bind-address: \"{options.BindAddress}\" is no IP address.");
        kestrel.Listen(address, options.RestPort);
        kestrel.Listen(address, options.GrpcPort, GrpcEndpoints.Http2);
        if (options.MetricsPort != options.RestPort)
        {
            kestrel.Listen(address, options.MetricsPort);
        }
    }

    private static Serilog.Core.Logger Log()
    {
        LoggerConfiguration log = new LoggerConfiguration()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off) // at any level it makes an activity of every request, a tenth of what a small one costs
            .MinimumLevel.Override("Grpc", LogEventLevel.Warning) // a line for each call that a client got wrong
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal);
        return (Console.IsErrorRedirected
            ? log.WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: null, standardErrorFromLevel: LogEventLevel.Verbose)).CreateLogger();
    }
}
