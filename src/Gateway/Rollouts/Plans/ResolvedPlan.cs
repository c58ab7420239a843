using System.Collections.Immutable;
using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Plans;

/// <summary>A plan with nothing left to be looked up.</summary>
/// <param name="Spec">The same in the API's words.</param>
/// <param name="Rate">The model's requests a second that it was made for; 0: not known.</param>
internal sealed record ResolvedPlan(RolloutPlan Plan, RolloutSpec Spec, ImmutableArray<string> Warnings, double Rate);
