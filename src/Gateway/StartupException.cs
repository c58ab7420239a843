namespace Gateway;

/// <summary>The gateway cannot start, for a reason that its operator can mend: printed as it is, no stack trace.</summary>
internal sealed class StartupException(string message) : Exception(message);
