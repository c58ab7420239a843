using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;

namespace Gateway.Registry.Overlays;

/// <summary>Where aliases and overlays are kept; implemented by Storage. Each change and its journal line are one transaction.</summary>
internal interface IOverlayStore
{
    Task<OverlayContent> LoadAsync(CancellationToken cancellationToken);

    /// <param name="version">Null: the alias goes.</param>
    /// <param name="expected">Revision that it must have, 0 for none; null: any.</param>
    /// <returns>The alias afterwards, or as it is where <paramref name="expected"/> is not; and whether it was changed.</returns>
    Task<(Alias? Alias, bool Changed)> SetAliasAsync(string model, string name, string? version, long? expected, JournalEntry entry, CancellationToken cancellationToken);

    /// <param name="passport">Kept beside it, as JSON, instead of an earlier one of the same environment.</param>
    /// <returns>The saved overlay; null when the revision was not the expected one.</returns>
    Task<Overlay?> SaveAsync(VersionKey version, Overlay overlay, long? expected, JournalEntry entry, CancellationToken cancellationToken, (string Environment, string Document)? passport = null);

    /// <returns>JSON; null: none was filed.</returns>
    Task<string?> PassportAsync(VersionKey version, string environment, CancellationToken cancellationToken);
}

internal sealed record OverlayContent(IReadOnlyList<(string Model, Alias Alias)> Aliases, IReadOnlyList<(VersionKey Version, Overlay Overlay)> Overlays);
