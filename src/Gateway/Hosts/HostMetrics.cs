using Prometheus;

namespace Gateway.Hosts;

/// <summary>A series per host, refreshed when Prometheus asks.</summary>
internal sealed class HostMetrics(HostDirectory directory, IHostLoad load, HostTraffic traffic) : IHostedService
{
    private static readonly string[] Labels = ["model", "version", "host"];
    private static readonly Gauge Up = Metrics.CreateGauge("gateway_host_up", "1 when the host takes traffic.", Labels);
    private static readonly Counter Restarts = Metrics.CreateCounter("gateway_host_restarts_total", "Deaths of host processes.", Labels);
    private static readonly Counter Cpu = Metrics.CreateCounter("gateway_host_cpu_seconds_total", "Processor time of the present process.", Labels);
    private static readonly Gauge Memory = Metrics.CreateGauge("gateway_host_memory_bytes", "Resident memory.", Labels);
    private static readonly Counter Received = Metrics.CreateCounter("gateway_host_network_receive_bytes_total", "Bytes that this gateway sent to the host.", Labels);
    private static readonly Counter Sent = Metrics.CreateCounter("gateway_host_network_transmit_bytes_total", "Bytes that the host sent to this gateway.", Labels);

    private readonly HashSet<(string, string, string)> _seen = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Metrics.DefaultRegistry.AddBeforeCollectCallback(Refresh);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Refresh()
    {
        lock (_seen)
        {
            HashSet<(string, string, string)> now = [];
            foreach (HostView host in directory.Hosts.Values.SelectMany(hosts => hosts))
            {
                string[] labels = [host.Version.Model, host.Version.Version, host.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture)];
                now.Add((labels[0], labels[1], labels[2]));
                Up.WithLabels(labels).Set(host.State == HostState.Ready && !load.Ejected(host.Id) ? 1 : 0);
                Restarts.WithLabels(labels).IncTo(host.Restarts);
                Received.WithLabels(labels).IncTo(traffic.Of(host).Received);
                Sent.WithLabels(labels).IncTo(traffic.Of(host).Sent);
                if (host.ProcessId is { } pid && ProcessFacts.Of(pid) is { } facts)
                {
                    Cpu.WithLabels(labels).IncTo(facts.CpuSeconds);
                    Memory.WithLabels(labels).Set(facts.Memory);
                }
            }

            foreach ((string model, string version, string ordinal) in _seen.Except(now))
            {
                string[] labels = [model, version, ordinal];
                Up.RemoveLabelled(labels);
                Restarts.RemoveLabelled(labels);
                Cpu.RemoveLabelled(labels);
                Memory.RemoveLabelled(labels);
                Received.RemoveLabelled(labels);
                Sent.RemoveLabelled(labels);
            }

            _seen.Clear();
            _seen.UnionWith(now);
        }
    }
}
