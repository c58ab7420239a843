using Gateway.Api;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Starts;

namespace Gateway.Rollouts.Splits;

/// <summary>A model's first ready version becomes its baseline; later ones can be pinned, and rolled out where the settings say so.</summary>
internal sealed class ModelAdoption(TrafficBook book, IRolloutStore store, RunApply apply, ModelCatalog catalog, PushedVersions pushed, TimeProvider time) : IDisposable
{
    private readonly OneAtATime _adoptions = new();

    public void Dispose() => _adoptions.Dispose();

    public async Task AdoptAsync(VersionKey version, string actor, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _adoptions.TurnAsync(cancellationToken);
        if (book.Find(version.Model) is { } known)
        {
            apply.Apply(known); // so that the new version can be pinned
            if (catalog.Settings(version.Model).Document.OnPush == RolloutOnPush.Setting)
            {
                await pushed.AddAsync(version, cancellationToken);
            }

            return;
        }

        if (catalog.Find(version) is null)
        {
            return; // removed while it was checked
        }

        TrafficRecord first = TrafficRecord.First(version.Model, version.Version);
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.TrafficChanged, version.Model, version.Version, To: Words.Weights(first.Weights), Actor: actor, Reason: "the first version");
        await store.SaveAsync(first, null, [entry], cancellationToken);
        ModelTraffic traffic = new(first);
        book.Add(traffic);
        apply.Apply(traffic);
    }
}
