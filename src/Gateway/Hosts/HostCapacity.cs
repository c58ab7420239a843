using Gateway.Core.Models;
using Gateway.Registry;
using Microsoft.Extensions.Options;

namespace Gateway.Hosts;

/// <summary>Whether the hosts of some versions fit beside what is wanted already.</summary>
internal sealed class HostCapacity(ModelCatalog catalog, HostWishes wishes, IOptions<HostsOptions> options)
{
    private const long OfItsOwn = 45L << 20; // measured: an idle host without a model

    /// <returns>What is exceeded, with the two numbers; null: they fit.</returns>
    public string? Problem(params VersionKey[] more)
    {
        VersionRecord[] versions = [.. wishes.Versions().Union(more).Select(catalog.Find).OfType<VersionRecord>()];
        int processes = versions.Sum(wishes.Count);
        long memory = versions.Sum(version => wishes.Count(version) * (OfItsOwn + 2 * version.Bytes));
        return processes > options.Value.MaxProcesses ? $"{processes} host processes would run, and Hosts:MaxProcesses is {options.Value.MaxProcesses}"
            : memory > options.Value.MemoryBudget ? $"the hosts would take about {memory} bytes, and Hosts:MemoryBudget is {options.Value.MemoryBudget}"
            : null;
    }
}
