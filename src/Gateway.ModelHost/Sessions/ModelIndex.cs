namespace Gateway.ModelHost.Sessions;

/// <summary>A line of the repository's index.</summary>
/// <param name="Version">Null, with the state: a model that is there and was never loaded.</param>
/// <param name="Reason">Why it is not ready; empty when it is.</param>
internal sealed record ModelIndex(string Name, string? Version = null, ModelState? State = null, string Reason = "");

/// <summary>Triton's states; the member's name, in capitals, is the wire name.</summary>
internal enum ModelState
{
    Loading,
    Ready,
    Unloading,
    Unavailable,
}
