namespace Gateway.ModelHost.Sessions;

/// <summary>The model cannot take the request now; another time it may.</summary>
internal sealed class BusyException(string message) : Exception(message);
