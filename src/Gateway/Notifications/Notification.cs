using Gateway.Contracts;

namespace Gateway.Notifications;

/// <summary>What a receiver gets, as JSON; <see cref="Text"/> is all that Slack and its like read.</summary>
/// <param name="Kind"><c>rolledBack</c>, <c>held</c>, <c>promoted</c>, <c>guardSuspect</c>, <c>guardFailed</c> or <c>hostFlapping</c>.</param>
/// <param name="Id">The journal line's: the same in every try of every delivery.</param>
internal sealed record Notification(
    string Text,
    string Kind,
    string? Model,
    string? Version,
    Guid? Rollout,
    string? From,
    string? To,
    string? Reason,
    DateTimeOffset At,
    long Seq,
    Guid Id)
{
    /// <returns>Null: nobody outside is told of this.</returns>
    public static Notification? Of(Event line) => ToldKinds.Of(line) is { } kind
        ? new Notification(Sentence.Of(kind, line), kind, line.Model, line.Version, line.Rollout, line.From, line.To, line.Reason, line.At, line.Seq, line.Id)
        : null;
}
