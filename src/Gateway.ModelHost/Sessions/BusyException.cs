namespace Gateway.ModelHost.Sessions;

/// <summary>The model cannot take the request now; another time it may.</summary>
/// <param name="limit">A limit that was set for the model stands in the way (429); otherwise the host has too much to do (503).</param>
internal sealed class BusyException(string message, bool limit = false) : Exception(message)
{
    public bool Limit => limit;
}
