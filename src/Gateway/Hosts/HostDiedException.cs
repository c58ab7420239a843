namespace Gateway.Hosts;

/// <summary>A host process ended, hung, or could not be started.</summary>
internal sealed class HostDiedException(string message) : Exception(message);
