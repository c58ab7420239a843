using Gateway.Api;
using Gateway.Hosts;

namespace Gateway.Rollouts;

/// <summary>What must hold for any rollout to start.</summary>
internal sealed class StartRules(FreezeBook freeze, HostCapacity capacity)
{
    /// <exception cref="RefusedException">A freeze, or two versions that do not fit on this machine.</exception>
    public void Require(string model, ResolvedPlan resolved)
    {
        if (freeze.Holds(model))
        {
            throw RolloutRefusals.Frozen(model);
        }

        if (capacity.Problem(resolved.Plan.Candidate, resolved.Plan.Baseline) is { } problem)
        {
            throw new RefusedException(409, "no-capacity", "Both versions do not fit on this machine.", problem + ".");
        }
    }
}
