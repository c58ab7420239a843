using Gateway.Core.Models;
using Gateway.Hosts;

namespace Gateway.Routing.Clusters;

/// <summary>Clients wait in the accept queue until the hosts that an earlier gateway left serve again, or have had their time.</summary>
internal sealed class HostsFirst(HostDemand demand, HostRegister register, HostClusters clusters, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        VersionKey[] left = [.. demand.Wanted.Where(register.Left)];
        long since = time.GetTimestamp();
        while (!left.All(clusters.Reaches) && time.GetElapsedTime(since) < Most)
        {
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
