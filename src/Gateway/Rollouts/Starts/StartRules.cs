using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Hosts;
using Gateway.Rollouts.Freezes;
using Gateway.Rollouts.Plans;

namespace Gateway.Rollouts.Starts;

/// <summary>What must hold for any rollout to start.</summary>
internal sealed class StartRules(FreezeBook freeze, HostCapacity capacity, Requirements requirements)
{
    /// <returns>What a policy requires and the candidate has not; a split by hand is an operator's own word.</returns>
    public IReadOnlyList<ProblemItem> Unmet(ResolvedPlan resolved) => resolved.Plan.Strategy == Strategy.Manual ? [] : requirements.Unmet(resolved.Plan.Candidate, resolved.Spec.Policy);

    /// <exception cref="RefusedException">A freeze, something that a policy requires and is not there, or two versions that do not fit on this machine.</exception>
    public void Require(string model, ResolvedPlan resolved)
    {
        if (freeze.Holds(model))
        {
            throw RolloutRefusals.Frozen(model);
        }

        if (Unmet(resolved) is { Count: > 0 } unmet)
        {
            throw new RefusedException(409, "requirements-unmet", "The version may not be rolled out yet.", $"Version {resolved.Plan.Candidate.Version} of {model}: {string.Join("; ", unmet.Select(problem => problem.Message))}.", unmet);
        }

        if (capacity.Problem(resolved.Plan.Candidate, resolved.Plan.Baseline) is { } problem)
        {
            throw new RefusedException(409, "no-capacity", "Both versions do not fit on this machine.", problem + ".");
        }
    }
}
