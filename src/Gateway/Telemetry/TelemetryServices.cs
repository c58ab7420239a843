using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Gateway.Telemetry;

internal static class TelemetryServices
{
    /// <summary>Compact JSON for machines, readable lines on a terminal; always to standard error, so that output stays output.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, bool quiet)
    {
        LoggerConfiguration log = new LoggerConfiguration()
            .MinimumLevel.Is(quiet ? LogEventLevel.Error : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", quiet ? LogEventLevel.Fatal : LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal) // HealthSeries says what changes
            .MinimumLevel.Override("Yarp", quiet ? LogEventLevel.Fatal : LogEventLevel.Error)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.FromLogContext();
        log = Console.IsErrorRedirected
            ? log.WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: null,
                standardErrorFromLevel: LogEventLevel.Verbose);
        builder.Services.AddSerilog(log.CreateLogger(), dispose: true);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHealthSeries();
        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressMeters = true, SuppressEventCounters = true });
        Dropped.Show();
        Metrics.CreateGauge("gateway_build_info", "The running build.", "version").WithLabels(Version).Set(1);
    }

    private static void AddHealthSeries(this IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<IHealthCheckPublisher, HealthSeries>();
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period, options.Timeout) = (TimeSpan.FromSeconds(1), HealthSeries.Every, HealthSeries.Every));
    }

    public static string Version { get; } =
        typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
