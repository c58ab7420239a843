using Gateway.Api;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Starts;

/// <summary>Why a rollout is not started or steered now.</summary>
internal static class RolloutRefusals
{
    public static RefusedException Running(RolloutRecord running) => new(
        409, "rollout-running", "A rollout is running.", $"Rollout {running.Id} of version {running.Plan.Candidate.Version} is {Words.Of(running.State.Phase)}: end it, or say \"ifRunning\":\"replace\".");

    public static RefusedException Frozen(string model) => new(409, "frozen", "A freeze holds.", $"{model} is frozen: no step, promotion or start; rollback always works.");

    public static RefusedException Illegal(Verb verb, RolloutRecord record) => new(
        409, "verb-illegal", "That is not possible now.",
        $"{Words.Of(verb)} means nothing while the rollout is {Words.Of(record.State.Phase)}; legal: {string.Join(", ", LegalVerbs.Of(record.Plan, record.State).Select(Words.Of).DefaultIfEmpty("nothing"))}.");
}
