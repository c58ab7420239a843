using System.Collections.Immutable;

namespace Gateway.Core.Rollouts;

/// <summary>An operator's verb as an input to <see cref="RolloutMachine.Next"/>.</summary>
/// <param name="CandidateWeight">Of <see cref="Verb.SetWeights"/>: basis points.</param>
/// <param name="Others">Of <see cref="Verb.SetWeights"/>: further versions.</param>
public sealed record Command(Verb Verb, string? Reason = null, int CandidateWeight = 0, ImmutableArray<KeyValuePair<string, int>> Others = default);
