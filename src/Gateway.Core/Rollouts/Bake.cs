namespace Gateway.Core.Rollouts;

/// <summary>After promotion: the old version stays as the control.</summary>
/// <param name="OldWeight">Basis points of the old version, 0 … 1 000.</param>
public sealed record Bake(TimeSpan Duration, int OldWeight, OnInconclusive OnInconclusive);
