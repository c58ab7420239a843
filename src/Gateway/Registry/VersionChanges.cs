using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry.Overlays;

namespace Gateway.Registry;

/// <summary>Changes to what is registered, each with its journal line.</summary>
internal sealed class VersionChanges(
    IRegistryStore store, ModelCatalog catalog, IServingVersions serving, ArtifactRetention retention, OverlayBook overlays, TimeProvider time)
{
    /// <summary>Quarantines a version, or lifts that.</summary>
    public async Task SetStateAsync(VersionKey key, VersionState state, string? reason, string actor, CancellationToken cancellationToken)
    {
        if (catalog.Find(key) is { } version && version.State != state)
        {
            await UpdateAsync(version with { State = state }, Entry(key, JournalKinds.VersionState, version.State.ToString().ToLowerInvariant(), state.ToString().ToLowerInvariant(), reason, actor, null), cancellationToken);
        }
    }

    public async Task SetHostsAsync(VersionRecord version, HostsSpec spec, Caller caller, CancellationToken cancellationToken)
    {
        List<ProblemItem> problems = [];
        VersionRecord changed = version.Source is VersionSource.Addresses addresses
            ? version with { Source = Addresses(addresses, spec, problems) }
            : version with { HostCount = Count(spec, problems) };
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        await UpdateAsync(changed, Entry(version.Key, JournalKinds.HostsChanged, Shown(version), Shown(changed), spec.Reason, caller.Actor, caller.RequestId), cancellationToken);
    }

    public async Task DeleteAsync(VersionRecord version, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable turn = await overlays.Changes.TurnAsync(cancellationToken); // no alias comes to point at it meanwhile
        if (serving.Serves(version.Key))
        {
            throw new RefusedException(409, "version-serves", "The version serves.", $"Version {version.Key.Version} has weight, is in a rollout or is kept warm.");
        }

        if (overlays.AliasesOf(version.Key).ToArray() is { Length: > 0 } aliases)
        {
            throw new RefusedException(409, "version-aliased", "An alias points at the version.", $"Version {version.Key.Version} is {string.Join(", ", aliases)}: move or remove the alias first.");
        }

        await store.DeleteAsync(version.Key, Entry(version.Key, JournalKinds.VersionDeleted, version.Digest, null, reason, caller.Actor, caller.RequestId), cancellationToken);
        catalog.Remove(version.Key);
        overlays.Forget(version.Key);
        retention.DeleteIfUnused(version);
    }

    public async Task DeleteModelAsync(string model, bool force, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable turn = await overlays.Changes.TurnAsync(cancellationToken);
        VersionRecord[] versions = [.. catalog.Versions(model)];
        if (!force && versions.Any(version => serving.Serves(version.Key)))
        {
            throw new RefusedException(409, "model-serves", "The model serves.", "Say ?force=true to take it out of service and remove it.");
        }

        await serving.ForgetAsync(model, caller.Actor, reason, cancellationToken);
        await store.DeleteModelAsync(model, new JournalEntry(time.GetUtcNow(), JournalKinds.ModelDeleted, model, Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId), cancellationToken);
        catalog.RemoveModel(model);
        overlays.Forget(model);
        await serving.ForgetAsync(model, caller.Actor, reason, cancellationToken); // a check may have ended in between and made its version the baseline
        foreach (VersionRecord version in versions)
        {
            retention.DeleteIfUnused(version);
        }
    }

    public async Task<ModelSettings> SaveSettingsAsync(string model, Contracts.ModelSettings document, long? expected, Caller caller, CancellationToken cancellationToken)
    {
        RequireSettings(model, document);
        (string? reason, document) = (document.Reason, document with { Reason = null });
        (string from, string to) = SettingsChange.Of(catalog.Settings(model).Document, document);
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.SettingsChanged, model, From: from, To: to, Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);
        ModelSettings saved = await store.SaveSettingsAsync(model, document, expected, entry, cancellationToken) ?? throw ETags.Lost();
        catalog.Replace(saved);
        await retention.SweepAsync(model, cancellationToken);
        return saved;
    }

    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public void RequireSettings(string model, Contracts.ModelSettings document)
    {
        List<ProblemItem> problems = [.. SettingsRules.Problems(document, [.. serving.Policies])];
        if (!ModelName.IsValid(model))
        {
            problems.Add(new ProblemItem("model", $"must match {ModelName.Form}", model));
        }

        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }

    private async Task UpdateAsync(VersionRecord version, JournalEntry entry, CancellationToken cancellationToken)
    {
        await store.UpdateAsync(version, entry, cancellationToken);
        catalog.Replace(version);
    }

    private JournalEntry Entry(VersionKey key, string kind, string? from, string? to, string? reason, string actor, string? requestId) =>
        new(time.GetUtcNow(), kind, key.Model, key.Version, From: from, To: to, Actor: actor, Reason: reason, RequestId: requestId);

    private static VersionSource.Addresses Addresses(VersionSource.Addresses now, HostsSpec spec, List<ProblemItem> problems)
    {
        if (spec.Count is not null)
        {
            problems.Add(new ProblemItem("count", "is for versions that the gateway runs itself; this one has addresses", $"{spec.Count}"));
        }

        StaticHosts.Headers(spec.Headers, problems);
        (IReadOnlyList<string> hosts, IReadOnlyDictionary<string, string> grpc) = StaticHosts.Read(spec.Addresses, "addresses", problems);
        return now with { Hosts = hosts, Grpc = grpc, Headers = spec.Headers ?? now.Headers };
    }

    private static int? Count(HostsSpec spec, List<ProblemItem> problems)
    {
        if (spec.Addresses is not null || spec.Headers is not null)
        {
            problems.Add(new ProblemItem(spec.Addresses is not null ? "addresses" : "headers", "is for versions that something else serves; the gateway runs this one"));
        }

        if (spec.Count is null or < 0 or > 64)
        {
            problems.Add(new ProblemItem("count", "must be from 1 to 64, or 0 for as many as the settings say", $"{spec.Count}"));
        }

        return spec.Count == 0 ? null : spec.Count;
    }

    private static string Shown(VersionRecord version) => version.Source is VersionSource.Addresses addresses ? string.Join(' ', addresses.Hosts) : $"count {version.HostCount}";
}
