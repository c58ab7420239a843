namespace Gateway.Cli.Backups;

/// <summary>Nothing was changed; the message says why.</summary>
internal sealed class RestoreException(string message) : Exception(message);
