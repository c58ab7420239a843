using System.Collections.Immutable;
using Gateway.Core.Models;

namespace Gateway.Registry;

/// <summary>Every model, version and setting in memory: read by anyone at any time, changed by Registry after the store has it.</summary>
internal sealed class ModelCatalog
{
    private static readonly Contracts.ModelSettings Defaults = new();

    private ImmutableDictionary<string, ImmutableSortedDictionary<int, VersionRecord>> _versions = ImmutableDictionary<string, ImmutableSortedDictionary<int, VersionRecord>>.Empty;
    private ImmutableDictionary<string, ModelSettings> _settings = ImmutableDictionary<string, ModelSettings>.Empty;

    /// <summary>Raised with the model's name after a change, on the changer's thread: be quick.</summary>
    public event Action<string>? Changed;

    /// <summary>Models with at least one version.</summary>
    public IEnumerable<string> Models => Volatile.Read(ref _versions).Keys;

    public bool Has(string model) => Volatile.Read(ref _versions).ContainsKey(model);

    public VersionRecord? Find(VersionKey key) =>
        int.TryParse(key.Version, out int number) && Volatile.Read(ref _versions).TryGetValue(key.Model, out var versions) && versions.TryGetValue(number, out VersionRecord? version)
        && version.Key == key ? version : null;

    /// <exception cref="Api.RefusedException">404.</exception>
    public VersionRecord Require(VersionKey key) => Find(key) ?? throw Api.RefusedException.NotFound("version", $"Version {key.Version} of {key.Model}");

    /// <returns>In the order of their numbers.</returns>
    public IEnumerable<VersionRecord> Versions(string model) =>
        Volatile.Read(ref _versions).TryGetValue(model, out var versions) ? versions.Values : [];

    public int Count(string model) => Volatile.Read(ref _versions).TryGetValue(model, out var versions) ? versions.Count : 0;

    public IEnumerable<VersionRecord> All => Volatile.Read(ref _versions).Values.SelectMany(versions => versions.Values);

    /// <returns>The defaults, with revision 0, when none were saved.</returns>
    public ModelSettings Settings(string model) =>
        Volatile.Read(ref _settings).TryGetValue(model, out ModelSettings? settings) ? settings : new ModelSettings(model, 0, Defaults);

    internal void Load(RegistryContent content)
    {
        _versions = content.Versions.GroupBy(version => version.Key.Model).ToImmutableDictionary(
            group => group.Key, group => group.ToImmutableSortedDictionary(version => Number(version.Key), version => version));
        _settings = content.Settings.ToImmutableDictionary(settings => settings.Model);
    }

    internal void Replace(VersionRecord version)
    {
        ImmutableInterlocked.Update(ref _versions, all => all.SetItem(
            version.Key.Model,
            (all.GetValueOrDefault(version.Key.Model) ?? ImmutableSortedDictionary<int, VersionRecord>.Empty).SetItem(Number(version.Key), version)));
        Changed?.Invoke(version.Key.Model);
    }

    /// <returns>False: the version was removed in the meantime, and stays so.</returns>
    internal bool Update(VersionRecord version)
    {
        bool found = false;
        ImmutableInterlocked.Update(ref _versions, all =>
        {
            found = all.TryGetValue(version.Key.Model, out var versions) && versions.ContainsKey(Number(version.Key));
            return found ? all.SetItem(version.Key.Model, all[version.Key.Model].SetItem(Number(version.Key), version)) : all;
        });
        Changed?.Invoke(version.Key.Model);
        return found;
    }

    internal void Remove(VersionKey key)
    {
        ImmutableInterlocked.Update(ref _versions, all => all.TryGetValue(key.Model, out var versions)
            ? versions.Remove(Number(key)) is { IsEmpty: false } left ? all.SetItem(key.Model, left) : all.Remove(key.Model)
            : all);
        Changed?.Invoke(key.Model);
    }

    internal void RemoveModel(string model)
    {
        ImmutableInterlocked.Update(ref _versions, all => all.Remove(model));
        ImmutableInterlocked.Update(ref _settings, all => all.Remove(model));
        Changed?.Invoke(model);
    }

    internal void Replace(ModelSettings settings)
    {
        ImmutableInterlocked.Update(ref _settings, all => all.SetItem(settings.Model, settings));
        Changed?.Invoke(settings.Model);
    }

    private static int Number(VersionKey key) => int.Parse(key.Version, System.Globalization.CultureInfo.InvariantCulture);
}
