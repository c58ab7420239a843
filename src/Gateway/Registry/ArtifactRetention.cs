using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry.Overlays;

namespace Gateway.Registry;

/// <summary>Lets go of artifacts that nothing needs: of rejected versions, and of ready ones beyond <c>keepVersions</c>. Records stay.</summary>
internal sealed class ArtifactRetention(IRegistryStore store, ModelCatalog catalog, IServingVersions serving, OverlayBook overlays, ArtifactStore artifacts, TimeProvider time)
{
    /// <param name="asked">Was asked for just now, so it stays, however old it is.</param>
    public async Task SweepAsync(string model, CancellationToken cancellationToken, VersionKey? asked = null)
    {
        using IDisposable turn = await overlays.Changes.TurnAsync(cancellationToken); // no alias comes to point at what is retired
        int keep = catalog.Settings(model).Document.KeepVersions;
        IEnumerable<VersionRecord> beyond = catalog.Versions(model).Reverse()
            .Where(version => version.State == VersionState.Ready)
            .Skip(keep)
            .Where(version => version.Key != asked && !serving.Serves(version.Key) && !overlays.AliasesOf(version.Key).Any());
        foreach (VersionRecord version in beyond.ToList())
        {
            VersionRecord retired = version with { State = VersionState.Retired };
            await store.UpdateAsync(
                retired,
                new JournalEntry(time.GetUtcNow(), JournalKinds.VersionState, model, version.Key.Version, From: "ready", To: "retired", Actor: "gateway", Reason: $"keepVersions is {keep}"),
                cancellationToken);
            catalog.Replace(retired);
        }

        foreach (VersionRecord version in catalog.Versions(model).Where(version => version.State is VersionState.Rejected or VersionState.Retired && artifacts.Has(version.Digest)).ToList())
        {
            DeleteIfUnused(version);
        }
    }

    /// <summary>The same bytes may be another version's, of another model, or have come again in the meantime.</summary>
    public void DeleteIfUnused(VersionRecord version)
    {
        if (version.Source is VersionSource.Artifact)
        {
            DeleteIfUnused(version.Digest);
        }
    }

    public void DeleteIfUnused(string digest) =>
        artifacts.DeleteUnless(digest, () => catalog.All.Any(version => version.Digest == digest && version.State is not (VersionState.Rejected or VersionState.Retired)));
}
