using System.Collections.Concurrent;
using Gateway.Contracts;
using Gateway.Core.Names;

namespace Gateway.Rollouts.Plans;

/// <summary>The policies in memory; <c>default</c> always exists.</summary>
internal sealed class PolicyBook
{
    public const string Default = "default";

    private readonly ConcurrentDictionary<string, Policy> _policies = new();

    public IEnumerable<string> Names => _policies.Keys.Append(Default).Distinct().Order(StringComparer.Ordinal);

    public Policy? Find(string name) => _policies.TryGetValue(name, out Policy? policy) ? policy : name == Default ? new Policy(0, PlanDefaults.Spec) : null;

    public RolloutSpec Find(string name, List<ProblemItem> problems)
    {
        if (Find(name) is { } policy)
        {
            return policy.Spec;
        }

        problems.Add(new ProblemItem("policy", NearestName.Unknown(name, [.. Names]), name));
        return PlanDefaults.Spec;
    }

    internal void Replace(string name, Policy policy) => _policies[name] = policy;
}
