using Gateway.Api;
using Gateway.Core.Models;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Clusters;

namespace Gateway.Rollouts.Runs;

/// <summary>Brings versions up before they get traffic.</summary>
internal sealed class Warmup(TrafficBook book, HostClusters clusters, TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <returns>Keeps the versions warm until it is disposed.</returns>
    /// <exception cref="RefusedException">503: one of them has no ready host.</exception>
    public async Task<IDisposable> ReadyAsync(string model, IEnumerable<string> versions, CancellationToken cancellationToken)
    {
        VersionKey[] keys = [.. versions.Select(version => new VersionKey(model, version))];
        IDisposable[] warm = [.. keys.Select(book.Warm)];
        AllOf all = new(warm);
        try
        {
            long since = time.GetTimestamp();
            while (keys.FirstOrDefault(key => !clusters.Reaches(key)) is { Model: not null } missing)
            {
                if (time.GetElapsedTime(since) > Most)
                {
                    throw new RefusedException(503, "version-not-ready", "A version has no ready host.", $"Version {missing.Version} had none within {Most.TotalSeconds} s; nothing was changed.");
                }

                await Task.Delay(Look, time, cancellationToken);
            }

            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }

    private sealed class AllOf(IDisposable[] parts) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable part in parts)
            {
                part.Dispose();
            }
        }
    }
}
