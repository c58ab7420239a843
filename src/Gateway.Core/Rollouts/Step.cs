namespace Gateway.Core.Rollouts;

/// <summary>One stage of a canary.</summary>
/// <param name="Weight">Basis points of the candidate, 1 … 9 999: 100 % is promotion, never a step.</param>
/// <param name="MinSamples">Attempts of the candidate within the step.</param>
/// <param name="MaxDuration">Then it is held.</param>
/// <param name="ManualGate">Asks for an approval before it is left.</param>
public sealed record Step(int Weight, TimeSpan MinDuration, long MinSamples, TimeSpan MaxDuration, bool ManualGate = false);
