using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Notifications;

/// <summary>Which lines of the journal are told outside.</summary>
internal static class ToldKinds
{
    public const string RolledBack = "rolledBack";
    public const string Held = "held";
    public const string Promoted = "promoted";

    private static readonly string[] Phases = [RolledBack, Held, Promoted];

    public static string? Of(Event line) => line.Kind switch
    {
        JournalKinds.RolloutChanged => Phases.FirstOrDefault(phase => line.To is { } to && (to == phase || to.StartsWith(phase + " ", StringComparison.Ordinal))),
        JournalKinds.GuardSuspect or JournalKinds.GuardFailed or JournalKinds.HostFlapping => line.Kind,
        _ => null,
    };
}
