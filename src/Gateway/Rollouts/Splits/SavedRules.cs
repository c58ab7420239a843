using Gateway.Rollouts.Freezes;
using Gateway.Rollouts.Plans;

namespace Gateway.Rollouts.Splits;

/// <summary>Policies and the freeze, as they were saved.</summary>
internal sealed class SavedRules(PolicyBook policies, FreezeBook freeze)
{
    public void Load(RolloutContent content)
    {
        foreach ((string name, Policy policy) in content.Policies)
        {
            policies.Replace(name, policy);
        }

        freeze.Current = content.Freeze;
    }
}
