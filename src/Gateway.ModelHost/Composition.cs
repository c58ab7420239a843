using System.Net;
using Gateway.ModelHost.Endpoints.Grpc;
using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Gateway.ModelHost;

/// <summary>What the host is made of.</summary>
internal static class Composition
{
    private const long MaxBody = 64L << 20;

    public static WebApplication Build(ServeOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            Listen(kestrel, options);
        });
        builder.Services.AddSerilog(Log(), dispose: true);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Turns>();
        builder.Services.AddSingleton<Runner>();
        builder.Services.AddSingleton<RestInference>();
        builder.Services.AddSingleton<IRehearsal, RestRehearsal>();
        builder.Services.AddSingleton<InferEndpoint>();
        builder.Services.AddGrpcCalls(MaxBody);
        builder.Services.AddSingleton<ModelSet>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ModelSet>());
        if (options.Linger is not null)
        {
            builder.Services.AddSingleton<Lease>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Lease>());
        }

        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressMeters = true, SuppressEventCounters = true });
        WebApplication app = builder.Build();
        app.UseStatusCodePages(status => Answers.ErrorAsync(
            status.HttpContext,
            status.HttpContext.Response.StatusCode,
            $"{status.HttpContext.Request.Method} {status.HttpContext.Request.Path} is not understood here."));
        app.Use(StreamDialect.ChooseAsync);
        app.UseRouting();
        app.MapGrpcCalls();
        app.MapMetadata();
        app.Services.GetRequiredService<InferEndpoint>().Map(app);
        app.Services.GetService<Lease>()?.Map(app);
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
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal);
        return (Console.IsErrorRedirected
            ? log.WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: null, standardErrorFromLevel: LogEventLevel.Verbose)).CreateLogger();
    }
}
