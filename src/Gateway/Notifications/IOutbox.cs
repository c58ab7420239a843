namespace Gateway.Notifications;

/// <summary>What is still to be told, to whom; implemented by Storage.</summary>
internal interface IOutbox
{
    /// <summary>Makes ready for these receivers: what waited for others is forgotten.</summary>
    /// <param name="webhooks">Keys; none: nobody listens, and those who come later begin at the journal's end of their time.</param>
    Task<OutboxStart> OpenAsync(IReadOnlyList<string> webhooks, CancellationToken cancellationToken);

    /// <summary>Saves the rows and how far the journal was read, in one go.</summary>
    /// <param name="most">Rows that may wait for one receiver.</param>
    /// <returns>Rows that were left out because as many waited already.</returns>
    Task<int> AddAsync(IReadOnlyList<OutboxRow> rows, long cursor, int most, CancellationToken cancellationToken);

    /// <returns>The oldest row that waits for the receiver.</returns>
    Task<OutboxRow?> FirstAsync(string webhook, CancellationToken cancellationToken);

    Task RemoveAsync(OutboxRow row, CancellationToken cancellationToken);
}

/// <param name="Cursor">The last line of the journal that was read; at the very first start its end.</param>
/// <param name="Forgotten">Rows of receivers that are not set any more.</param>
internal sealed record OutboxStart(long Cursor, int Forgotten);

/// <summary>One delivery that has not been taken yet.</summary>
/// <param name="Seq">The journal's: with the receiver it identifies the row.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="At">When it was written: it is tried for a day from here on.</param>
/// <param name="Body">JSON, the same bytes in every try.</param>
internal sealed record OutboxRow(string Webhook, long Seq, Guid Id, DateTimeOffset At, string Body);
