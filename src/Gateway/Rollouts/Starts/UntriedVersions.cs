using System.Globalization;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Starts;

/// <summary>Versions that were to be rolled out when the gateway ended: between a version's check and its rollout nothing else tells.</summary>
internal sealed class UntriedVersions(TrafficBook book, ModelCatalog catalog, IRolloutStore store, IJournal journal, TimeProvider time)
{
    private const int Looked = 1000;

    public async Task<IReadOnlyList<VersionKey>> FindAsync(CancellationToken cancellationToken)
    {
        List<VersionKey> found = [];
        foreach (ModelTraffic model in book.All.Where(model => model.Run is null && catalog.Settings(model.Model).Document.OnPush == RolloutOnPush.Setting))
        {
            VersionRecord? newest = catalog.Versions(model.Model).LastOrDefault(version => version.State == VersionState.Ready);
            if (newest is not null && Number(newest.Key.Version) > Number(model.Traffic.Baseline) && await UntriedAsync(newest, cancellationToken))
            {
                found.Add(newest.Key);
            }
        }

        return found;
    }

    /// <summary>Pushed under the settings of now, neither run nor refused since; what is older than the journal cannot be told.</summary>
    private async Task<bool> UntriedAsync(VersionRecord version, CancellationToken cancellationToken) =>
        version.CreatedAt > time.GetUtcNow() - JournalKeeper.Kept
        && (await store.ListAsync(new RolloutFilter(version.Key.Model), null, Looked, cancellationToken)).All(run => run.Plan.Candidate != version.Key)
        && (await SinceAsync(version, JournalKinds.SettingsChanged, cancellationToken)).Count == 0
        && (await SinceAsync(version, JournalKinds.RolloutRefused, cancellationToken)).All(line => line.Version != version.Key.Version);

    private Task<IReadOnlyList<Contracts.Event>> SinceAsync(VersionRecord version, string kind, CancellationToken cancellationToken) =>
        journal.ReadAsync(new JournalFilter(version.Key.Model, kind, null, version.CreatedAt, null), 0, Looked, cancellationToken);

    private static long Number(string version) => long.Parse(version, CultureInfo.InvariantCulture);
}
