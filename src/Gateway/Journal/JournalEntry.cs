namespace Gateway.Journal;

/// <summary>One line of the journal: who changed what, when and why.</summary>
/// <param name="At">Wall clock: a label, never an input to a decision.</param>
/// <param name="Kind">Closed list: see <see cref="JournalKinds"/>.</param>
/// <param name="From">State or weights before, as JSON or a word.</param>
/// <param name="To">State or weights after.</param>
internal sealed record JournalEntry(
    DateTimeOffset At,
    string Kind,
    string? Model = null,
    string? Version = null,
    Guid? Rollout = null,
    string? From = null,
    string? To = null,
    string? Actor = null,
    string? Reason = null,
    string? RequestId = null);
