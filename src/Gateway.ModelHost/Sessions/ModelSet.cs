using System.Collections.Immutable;

namespace Gateway.ModelHost.Sessions;

/// <summary>Every model version of this host; read by anyone at any time, changed by the repository alone.</summary>
internal sealed class ModelSet(IHostApplicationLifetime lifetime)
{
    private ImmutableDictionary<string, ImmutableArray<ServedModel>> _models = ImmutableDictionary.Create<string, ImmutableArray<ServedModel>>(StringComparer.Ordinal);
    private volatile bool _started;

    public IEnumerable<ServedModel> All => Volatile.Read(ref _models).OrderBy(model => model.Key, StringComparer.Ordinal).SelectMany(model => model.Value);

    /// <summary>The one version that has the process to itself; null: there are others, or none.</summary>
    public ServedModel? Only => All.Take(2).ToArray() is [var only] ? only : null;

    /// <summary>What was to be loaded at start is loaded, and the host does not end.</summary>
    public bool Ready => _started && !lifetime.ApplicationStopping.IsCancellationRequested && !All.Any(model => model.KeepsHostFromReady);

    /// <param name="version">Null: the latest that is ready, or else the latest.</param>
    public ServedModel? Find(string name, string? version)
    {
        if (!Volatile.Read(ref _models).TryGetValue(name, out ImmutableArray<ServedModel> versions))
        {
            return null;
        }

        if (version is null)
        {
            return Latest(versions);
        }

        foreach (ServedModel served in versions)
        {
            if (served.File.Version == version)
            {
                return served;
            }
        }

        return null;
    }

    /// <returns>In the order of their numbers; empty: there is no such model.</returns>
    public ImmutableArray<ServedModel> Of(string name) => Volatile.Read(ref _models).GetValueOrDefault(name, []);

    public IEnumerable<string> Versions(string name) => Of(name).Select(model => model.File.Version);

    /// <param name="versions">In order; empty takes the model out.</param>
    public void Put(string name, ImmutableArray<ServedModel> versions) =>
        ImmutableInterlocked.Update(ref _models, all => versions.IsEmpty ? all.Remove(name) : all.SetItem(name, versions));

    /// <summary>All that was to be loaded at start was tried.</summary>
    public void Started() => _started = true;

    private static ServedModel Latest(ImmutableArray<ServedModel> versions)
    {
        for (int i = versions.Length - 1; i >= 0; i--)
        {
            if (versions[i].Ready is not null)
            {
                return versions[i];
            }
        }

        return versions[^1];
    }
}
