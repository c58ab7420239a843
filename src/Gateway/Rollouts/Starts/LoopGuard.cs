using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;
using Gateway.Journal;

namespace Gateway.Rollouts.Starts;

/// <summary>Keeps a machine from rolling out, over and over, what is rolled back: after the same digest, or three rollbacks of a model within a day, automatic starts wait for an operator.</summary>
internal sealed class LoopGuard(IRolloutStore store, IJournal journal, TimeProvider time)
{
    private const int MostInADay = 3;
    private const int Looked = 100;

    /// <returns>Why the version must not start by itself; null: it may.</returns>
    public async Task<string?> ObjectionAsync(VersionKey candidate, CancellationToken cancellationToken)
    {
        RolloutRecord[] rolledBack =
        [
            .. (await store.ListAsync(new RolloutFilter(candidate.Model), null, Looked, cancellationToken)).Where(run => run.State.Phase == Phase.RolledBack),
        ];
        int today = rolledBack.Count(run => run.EndedAt > time.GetUtcNow() - TimeSpan.FromDays(1));
        string? objection = rolledBack.Any(run => run.Plan.Candidate == candidate) ? $"version {candidate.Version} was rolled back before"
            : today >= MostInADay ? $"{today} rollouts of {candidate.Model} were rolled back within a day"
            : null;
        return objection is null || await OperatorActedAsync(candidate.Model, rolledBack[0].EndedAt, cancellationToken)
            ? null
            : $"{objection}: automatic starts are off until an operator acts";
    }

    /// <summary>Somebody changed something since; a push alone is no operator's act.</summary>
    private async Task<bool> OperatorActedAsync(string model, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        IReadOnlyList<Event> events;
        long after = 0;
        while ((events = await journal.ReadAsync(new JournalFilter(model, null, null, since, null), after, 500, cancellationToken)).Count > 0)
        {
            if (events.Any(line => line.Actor is not (null or "gateway") && line.Kind != JournalKinds.VersionRegistered))
            {
                return true;
            }

            after = events[^1].Seq;
        }

        return false;
    }
}
