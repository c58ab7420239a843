using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts;

/// <summary>Where traffic and rollouts are kept; implemented by Storage. A change and its journal lines are one transaction.</summary>
internal interface IRolloutStore
{
    /// <param name="since">What ended earlier is left out.</param>
    Task<RolloutContent> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Compare-and-swap: the traffic's generation must be one more than the saved one's, and the rollout's revision as well.</summary>
    /// <param name="entries">At least one: every change is explained.</param>
    /// <exception cref="Api.RefusedException">412: someone else was first.</exception>
    Task SaveAsync(TrafficRecord? traffic, RolloutRecord? rollout, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);

    /// <returns>The traffic that was desired at the time; null: none yet, or longer ago than it is kept.</returns>
    Task<TrafficRecord?> TrafficAtAsync(string model, DateTimeOffset at, CancellationToken cancellationToken);

    Task ForgetAsync(string model, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);

    Task<RolloutRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>Newest first.</returns>
    Task<IReadOnlyList<RolloutRecord>> ListAsync(RolloutFilter filter, Guid? before, int limit, CancellationToken cancellationToken);

    Task SavePolicyAsync(string name, Policy policy, JournalEntry entry, CancellationToken cancellationToken);

    Task SaveFreezeAsync(Freeze? freeze, JournalEntry entry, CancellationToken cancellationToken);
}

/// <param name="Ended">Each model's latest.</param>
internal sealed record RolloutContent(
    IReadOnlyList<TrafficRecord> Traffic, IReadOnlyList<RolloutRecord> Live, IReadOnlyList<RolloutRecord> Ended, IReadOnlyDictionary<string, Policy> Policies, Freeze? Freeze);

internal sealed record Policy(long Revision, RolloutSpec Spec);
