namespace Gateway.Core.Rollouts;

/// <summary>What must open before a step is left: an operator's approval, or a 2xx from a URL.</summary>
/// <param name="Url">Null: an approval.</param>
/// <param name="Timeout">Of one call.</param>
public sealed record Gate(string? Url = null, TimeSpan Timeout = default)
{
    public static readonly Gate Manual = new();
}

/// <summary>What a URL said about a step.</summary>
/// <param name="Open">False: the rollout is held.</param>
/// <param name="Says">Why, in words.</param>
public sealed record GateAnswer(bool Open, string Says);
