using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;

namespace Gateway.Registry.Overlays;

/// <summary>Aliases and overlays in memory: read by anyone at any time, changed after the store has them.</summary>
internal sealed class OverlayBook : IDisposable
{
    private static readonly ImmutableSortedDictionary<string, Alias> NoAliases = ImmutableSortedDictionary.Create<string, Alias>(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ImmutableSortedDictionary<string, Alias>> _aliases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<VersionKey, Overlay> _overlays = new();

    /// <summary>Changes of aliases and overlays, and of the versions that aliases may point at.</summary>
    public OneAtATime Changes { get; } = new();

    public IEnumerable<Alias> Aliases(string model) => _aliases.GetValueOrDefault(model, NoAliases).Values;

    public Alias? Alias(string model, string name) => _aliases.GetValueOrDefault(model, NoAliases).GetValueOrDefault(name);

    public IEnumerable<string> AliasesOf(VersionKey version) => Aliases(version.Model).Where(alias => alias.Version == version.Version).Select(alias => alias.Name);

    public void Dispose() => Changes.Dispose();

    public Overlay Of(VersionKey version) => _overlays.GetValueOrDefault(version, Overlay.None);

    internal void Load(OverlayContent content)
    {
        foreach ((string model, Alias alias) in content.Aliases)
        {
            Replace(model, alias);
        }

        foreach ((VersionKey version, Overlay overlay) in content.Overlays)
        {
            Replace(version, overlay);
        }
    }

    internal void Replace(string model, Alias alias) => _aliases.AddOrUpdate(model, NoAliases.Add(alias.Name, alias), (_, all) => all.SetItem(alias.Name, alias));

    internal void Remove(string model, string name) => _aliases.AddOrUpdate(model, NoAliases, (_, all) => all.Remove(name));

    internal void Replace(VersionKey version, Overlay overlay) => _overlays[version] = overlay;

    internal void Forget(VersionKey version) => _overlays.TryRemove(version, out _);

    internal void Forget(string model)
    {
        _aliases.TryRemove(model, out _);
        foreach (VersionKey version in _overlays.Keys.Where(version => version.Model == model))
        {
            Forget(version);
        }
    }
}
