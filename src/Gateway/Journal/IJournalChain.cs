using Gateway.Contracts;

namespace Gateway.Journal;

/// <summary>Whether the journal is what was written: each line's hash takes in the one before.</summary>
internal interface IJournalChain
{
    /// <summary>Recomputes every hash, oldest first.</summary>
    Task<AuditLook> VerifyAsync(CancellationToken cancellationToken);
}
