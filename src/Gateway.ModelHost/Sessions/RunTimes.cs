namespace Gateway.ModelHost.Sessions;

/// <summary>Where a run's time went.</summary>
/// <param name="Input">Making and joining what the model takes in.</param>
/// <param name="Infer">Running.</param>
/// <param name="Output">Taking apart what it gave.</param>
internal readonly record struct RunTimes(TimeSpan Input, TimeSpan Infer, TimeSpan Output);
