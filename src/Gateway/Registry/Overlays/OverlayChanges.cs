using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Models.Records;
using Gateway.Journal;

namespace Gateway.Registry.Overlays;

/// <summary>Moves aliases, sets tags, takes approvals: each with its journal line, one after the other.</summary>
internal sealed class OverlayChanges(IOverlayStore store, OverlayBook book, ModelCatalog catalog, TimeProvider time)
{
    /// <param name="version">Null: the alias goes.</param>
    /// <returns>Null: it is gone.</returns>
    /// <exception cref="RefusedException">412 with where it points now; 400, 404.</exception>
    public async Task<Alias?> SetAliasAsync(string model, string name, string? version, long? expected, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable turn = await book.Changes.TurnAsync(cancellationToken);
        Alias? now = book.Alias(model, name);
        if (version is null && now is null)
        {
            throw RefusedException.NotFound("alias", $"Alias {name} of {model}");
        }

        OverlayRules.RequireAlias(name, version, catalog.Find(new VersionKey(model, version ?? now!.Version)), now is null ? book.Aliases(model).Count() : 0);
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.AliasChanged, model, version, From: $"{name} {now?.Version}".Trim(), To: $"{name} {version}".Trim(), Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);
        (Alias? alias, bool changed) = await store.SetAliasAsync(model, name, version, expected, entry, cancellationToken);
        if (!changed)
        {
            throw ETags.Lost(alias is null ? $"{name} is no alias now." : $"{name} is version {alias.Version} now, with the ETag \"{alias.Revision}\".");
        }

        if (alias is null)
        {
            book.Remove(model, name);
            return null;
        }

        book.Replace(model, alias);
        return alias;
    }

    /// <exception cref="RefusedException">400 with everything that is wrong; 412.</exception>
    public async Task<Overlay> SetTagsAsync(VersionRecord version, TagsSpec tags, long? expected, Caller caller, CancellationToken cancellationToken)
    {
        OverlayRules.RequireTags(tags);
        using IDisposable turn = await book.Changes.TurnAsync(cancellationToken);
        RequireThere(version.Key);
        Overlay now = book.Of(version.Key), next = now with { Tags = (tags.Tags ?? new Dictionary<string, string>()).ToImmutableSortedDictionary(StringComparer.Ordinal) };
        return await SaveAsync(version.Key, next, expected, Entry(version.Key, JournalKinds.TagsChanged, Shown(now), Shown(next), tags.Reason, caller), cancellationToken);
    }

    /// <summary>Twice by the same one counts once.</summary>
    /// <exception cref="RefusedException">403: the caller pushed it; 409: it is not ready.</exception>
    public async Task<Overlay> ApproveAsync(VersionRecord version, string? comment, Caller caller, CancellationToken cancellationToken)
    {
        OverlayRules.RequireOther(version, caller);
        using IDisposable turn = await book.Changes.TurnAsync(cancellationToken);
        RequireThere(version.Key);
        Overlay now = book.Of(version.Key);
        if (now.Approvals.Any(approval => approval.By == caller.Actor))
        {
            return now;
        }

        Approval approval = new(caller.Actor, time.GetUtcNow(), comment, version.Report is { } report ? Sha256Digest.Of(report) : null);
        return await SaveAsync(version.Key, now with { Approvals = now.Approvals.Add(approval) }, null, Entry(version.Key, JournalKinds.VersionApproved, null, approval.ReportDigest, comment, caller), cancellationToken);
    }

    /// <summary>Files a passport that was checked; an older one than is there already changes nothing.</summary>
    /// <param name="document">All of it, as JSON.</param>
    public async Task<Overlay> FileAsync(VersionRecord version, Origin origin, string document, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable turn = await book.Changes.TurnAsync(cancellationToken);
        RequireThere(version.Key);
        Overlay now = book.Of(version.Key);
        if (now.Origins.FirstOrDefault(known => known.Environment == origin.Environment) is { } known && known.At >= origin.At)
        {
            return now;
        }

        Overlay next = now with { Origins = [.. now.Origins.Where(other => other.Environment != origin.Environment), origin] };
        JournalEntry entry = Entry(version.Key, JournalKinds.PassportFiled, $"{origin.Environment} {origin.Version}", Sha256Digest.Of(document), $"promoted {origin.PromotedRuns} times in {origin.Environment}", caller);
        Overlay saved = (await store.SaveAsync(version.Key, next, null, entry, cancellationToken, (origin.Environment, document)))!;
        book.Replace(version.Key, saved);
        return saved;
    }

    /// <summary>It may have been deleted while its turn was waited for.</summary>
    private void RequireThere(VersionKey version)
    {
        if (catalog.Find(version) is null)
        {
            throw RefusedException.NotFound("version", $"Version {version.Version} of {version.Model}");
        }
    }

    private async Task<Overlay> SaveAsync(VersionKey version, Overlay next, long? expected, JournalEntry entry, CancellationToken cancellationToken)
    {
        Overlay saved = await store.SaveAsync(version, next, expected, entry, cancellationToken) ?? throw ETags.Lost();
        book.Replace(version, saved);
        return saved;
    }

    private JournalEntry Entry(VersionKey key, string kind, string? from, string? to, string? reason, Caller caller) =>
        new(time.GetUtcNow(), kind, key.Model, key.Version, From: from, To: to, Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);

    private static string Shown(Overlay overlay) => string.Join(' ', overlay.Tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
