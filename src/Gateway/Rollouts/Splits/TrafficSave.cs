using Gateway.Api;
using Gateway.Journal;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>A model's traffic as somebody wants it: saved with its journal line, then in force. The caller holds the model's gate.</summary>
internal sealed class TrafficSave(IRolloutStore store, RunApply apply, TimeProvider time)
{
    /// <param name="version">The one that it is about; null: several.</param>
    /// <param name="to">What the journal says of it.</param>
    /// <param name="caller">Null: the gateway itself.</param>
    public async Task SaveAsync(ModelTraffic model, TrafficRecord next, string? version, string to, string? reason, Caller? caller, CancellationToken cancellationToken)
    {
        JournalEntry entry = new(
            time.GetUtcNow(), JournalKinds.TrafficChanged, model.Model, version, null, Words.Weights(model.Traffic.Weights), to, caller?.Actor ?? "gateway", reason, caller?.RequestId);
        await store.SaveAsync(next, null, [entry], cancellationToken);
        model.Traffic = next;
        apply.Apply(model);
    }
}
