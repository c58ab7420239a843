using System.Text;
using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models.Records;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Registry.Overlays;
using Gateway.Rollouts;
using Gateway.Rollouts.Runs;

namespace Gateway.Passports;

/// <summary>Says what this environment knows of a version, and signs it.</summary>
internal sealed class PassportIssue(EnvironmentKey key, IRolloutStore rollouts, OverlayBook overlays, TimeProvider time)
{
    private const int WithEvidence = 20, Page = 200;

    /// <exception cref="RefusedException">404: this environment has no name.</exception>
    public async Task<Passport> OfAsync(VersionRecord version, CancellationToken cancellationToken)
    {
        string name = key.Name ?? throw new RefusedException(404, "passport-not-found", "There is no such passport.", "This gateway issues none: Environments:Name is not set.");
        List<RolloutRecord> promoted = await PromotedAsync(version, cancellationToken);
        RolloutRecord[] shown = [.. promoted.Take(WithEvidence)];
        string[] evidence = [.. shown.Select(run => JsonSerializer.Serialize(RolloutView.Evidence(run, run.Evidence), ContractJson.Options))];
        PassportStatement statement = new(
            name, version.Key.Model, version.Key.Version, version.Digest,
            version.Record is { } record ? RecordText.Digest(record) : null,
            version.Report is { } report ? Sha256Digest.Of(report) : null,
            promoted.Count,
            [.. shown.Select((run, place) => new PassportRun(run.Id, run.EndedAt!.Value, Sha256Digest.Of(evidence[place])))],
            overlays.Of(version.Key).Approvals, version.CreatedBy, time.GetUtcNow());
        string text = JsonSerializer.Serialize(statement, ContractJson.Options);
        return new Passport(text, key.Sign(Encoding.UTF8.GetBytes(text)), version.Report, evidence);
    }

    /// <returns>Newest first.</returns>
    private async Task<List<RolloutRecord>> PromotedAsync(VersionRecord version, CancellationToken cancellationToken)
    {
        List<RolloutRecord> promoted = [];
        Guid? before = null;
        IReadOnlyList<RolloutRecord> page;
        do
        {
            page = await rollouts.ListAsync(new RolloutFilter(version.Key.Model), before, Page, cancellationToken);
            promoted.AddRange(page.Where(run => run.Plan.Candidate == version.Key && run.State.Phase == Phase.Promoted && run.Plan.Strategy != Strategy.Manual && run.EndedAt is not null));
            before = page.Count == Page ? page[^1].Id : null;
        }
        while (before is not null);

        return promoted;
    }
}
