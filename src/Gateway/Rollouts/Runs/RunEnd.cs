using Gateway.Core.Rollouts;
using Gateway.Registry;

namespace Gateway.Rollouts.Runs;

/// <summary>What an ended run leaves behind: a quarantined digest, or one that is trusted again.</summary>
internal sealed class RunEnd(LatchFile latch, VersionChanges versions, ModelCatalog catalog)
{
    public async Task SettleAsync(RolloutRecord record, CancellationToken cancellationToken)
    {
        if (record.State.Phase == Phase.RolledBack)
        {
            latch.Settle(record.Id);
            await QuarantineAsync(record, cancellationToken);
        }
        else if (record.State.Phase == Phase.Promoted && catalog.Find(record.Plan.Candidate) is { State: VersionState.Quarantined })
        {
            await versions.SetStateAsync(record.Plan.Candidate, VersionState.Ready, "promoted", "gateway", cancellationToken);
        }
    }

    public Task QuarantineAsync(RolloutRecord record, CancellationToken cancellationToken) =>
        versions.SetStateAsync(record.Plan.Candidate, VersionState.Quarantined, record.State.Reason, "gateway", cancellationToken);
}
