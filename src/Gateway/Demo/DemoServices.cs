using Gateway.Contracts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Demo;

/// <summary><c>--demo</c>: a client of the public ports in the gateway's own process.</summary>
internal static class DemoServices
{
    public static void AddDemo(this IServiceCollection services, DemoOptions options)
    {
        services.AddSingleton(options);
        services.AddHostedService<Demonstration>();
    }

    private sealed class Demonstration(DemoOptions options, IServer server, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, lifetime.ApplicationStarted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            bool good = await RunAsync(stoppingToken);
            if (options.Exit)
            {
                Environment.ExitCode = good ? 0 : 1;
                lifetime.StopApplication();
            }
        }

        private async Task<bool> RunAsync(CancellationToken stoppingToken)
        {
            Uri[] bound = [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
            try
            {
                using HttpClient http = new() { BaseAddress = bound[2], Timeout = TimeSpan.FromSeconds(100) };
                GatewayClient client = new(http);
                bool good = await new DemoScript(client, bound[0], options, DemoRows.Read(options.Samples), Console.Out, time).RunAsync(stoppingToken);
                await Console.Out.WriteLineAsync(options.Exit ? "" : $"The gateway goes on: admin API {bound[2]}swagger, metrics {bound[2]}metrics, predictions {bound[0]}. Ctrl+C ends it.");
                return good;
            }
            catch (Exception problem) when (problem is GatewayException or UnreachableException or StartupException or IOException)
            {
                await Console.Error.WriteLineAsync($"The demonstration stopped: {problem.Message}");
                return false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
