namespace Gateway.Core.Rollouts;

/// <summary>One stage on the way to 100 %.</summary>
/// <param name="Weight">Basis points of the candidate, 0 … 9 999: 100 % is promotion, never a step. 0: only copies reach it.</param>
/// <param name="MinSamples">Attempts of the candidate within the step; copies where it gets only copies.</param>
/// <param name="MaxDuration">Then it is held.</param>
/// <param name="Gate">Must open before the step is left.</param>
/// <param name="Mirror">Basis points of the baseline's requests that are copied to the candidate.</param>
public sealed record Step(int Weight, TimeSpan MinDuration, long MinSamples, TimeSpan MaxDuration, Gate? Gate = null, int Mirror = 0)
{
    /// <summary>Only copies reach the candidate: clients are not affected.</summary>
    public bool Shadows => Weight == 0 && Mirror > 0;
}
