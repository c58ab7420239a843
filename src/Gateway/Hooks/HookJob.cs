namespace Gateway.Hooks;

/// <summary>What a delivery asks for; kept until it is done.</summary>
/// <param name="Source">Place in the file's list of sources.</param>
/// <param name="Model">Ours.</param>
internal sealed record HookJob(string Delivery, int Source, string Model, HookEvent Event);

/// <summary>What came in, kept: so that a delivery that comes twice is done once, also over a restart.</summary>
internal interface IHookStore
{
    /// <param name="digest">Of the body: an id alone may be another's.</param>
    /// <param name="most">Deliveries that may wait.</param>
    /// <returns>Whether it is new; null: too many wait.</returns>
    Task<bool?> TakeAsync(HookJob job, string digest, int most, Journal.JournalEntry entry, CancellationToken cancellationToken);

    /// <returns>Oldest first.</returns>
    Task<IReadOnlyList<HookJob>> WaitingAsync(CancellationToken cancellationToken);

    /// <param name="well">Else it is forgotten, so that its sender may send it again.</param>
    Task DoneAsync(string delivery, bool well, Journal.JournalEntry entry, CancellationToken cancellationToken);
}
