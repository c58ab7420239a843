namespace Gateway;

/// <summary>The gateway cannot start, for a reason that its operator can mend: printed as it is, no stack trace.</summary>
internal sealed class StartupException(string message) : Exception(message)
{
    /// <summary>2 for a mistake in the settings, 1 for the world around.</summary>
    public int ExitCode { get; init; } = 1;
}
