namespace Gateway.ModelHost.Sessions;

/// <summary>The model threw while running. What it said is in the log, not in here.</summary>
internal sealed class ModelException(string message) : Exception(message);
