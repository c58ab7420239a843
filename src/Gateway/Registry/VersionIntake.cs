using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;

namespace Gateway.Registry;

/// <summary>Takes in versions: bytes first, then the row, then the check.</summary>
internal sealed class VersionIntake(IRegistryStore store, ModelCatalog catalog, VersionChecks checks, SignatureRule signatures, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromSeconds(2);

    /// <returns>The version as it is after at most a minute, and whether it is new.</returns>
    public async Task<(VersionRecord Version, bool Added)> TakeAsync(string model, VersionDraft draft, Caller caller, CancellationToken cancellationToken)
    {
        if (!ModelName.IsValid(model))
        {
            throw RefusedException.Invalid([new ProblemItem("model", $"must match {ModelName.Form}", model)]);
        }

        signatures.Require(draft);
        DateTimeOffset now = time.GetUtcNow();
        VersionRecord row = new(
            new VersionKey(model, ""), draft.Digest, draft.Bytes, VersionState.Validating, now, caller.Actor, draft.Source, null, draft.Record, null, draft.AllowIncompatible, null, []);
        (VersionRecord version, bool added) = await store.AddAsync(
            row,
            draft.Trial,
            key => new JournalEntry(now, JournalKinds.VersionRegistered, model, key.Version, To: draft.Digest, Actor: caller.Actor, Reason: draft.Reason, RequestId: caller.RequestId),
            cancellationToken);
        if (!added && draft.Trial.Gate is not null && !draft.Trial.HasGateOf(await store.TrialAsync(version.Key, cancellationToken)))
        {
            throw new RefusedException(
                409, "gate-differs", "These bytes have another gate.", $"They are version {version.Key.Version} of {model}, which is held against another gate, or none, and is {version.State.ToString().ToLowerInvariant()}.");
        }

        if (!added && version.State != VersionState.Validating)
        {
            return (catalog.Find(version.Key) ?? version, false);
        }

        if (catalog.Find(version.Key) is null or { State: VersionState.Rejected or VersionState.Retired }) // it is new, or its bytes are here again
        {
            catalog.Replace(version);
        }

        draft.Hold?.Dispose(); // the catalog speaks for it now, and a check that rejects it may let it go
        Task<VersionRecord> check = checks.Start(version, draft.AllowIncompatible);
        return (await WaitAsync(check, version, draft.Source is VersionSource.Artifact ? Patience : PatienceWithOthers, cancellationToken), added);
    }

    private async Task<VersionRecord> WaitAsync(Task<VersionRecord> check, VersionRecord version, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await check.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return catalog.Find(version.Key) ?? version;
        }
    }
}

/// <summary>A version to be.</summary>
internal sealed record VersionDraft(string Digest, long Bytes, VersionSource Source, string? Record, VersionTrial Trial, bool AllowIncompatible, string? Reason)
{
    /// <summary>On the artifact, until its row is there.</summary>
    public IDisposable? Hold { get; init; }
}
