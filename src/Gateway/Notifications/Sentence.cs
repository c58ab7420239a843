using System.Text.RegularExpressions;
using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Notifications;

/// <summary>A journal line as people say it, with its numbers.</summary>
internal static partial class Sentence
{
    /// <summary>Reasons that the journal has as one word.</summary>
    private static readonly Dictionary<string, string> Words = new()
    {
        ["bakeDone"] = "the bake is over",
        ["operator"] = "an operator said so",
        ["manualWeights"] = "its weights were set by hand",
        ["hostsReady"] = "as before the restart",
        ["drained"] = "its last request is answered",
    };

    public static string Of(string kind, Event line)
    {
        string what = kind switch
        {
            ToldKinds.RolledBack => "was rolled back",
            ToldKinds.Held => "is held",
            ToldKinds.Promoted => "was promoted",
            JournalKinds.GuardSuspect => "has been suspect for 10 minutes",
            JournalKinds.GuardFailed => "has failed a guard that only notifies",
            _ => "has a host that keeps dying",
        };
        string why = line.Reason is { Length: > 0 } reason ? $": {Words.GetValueOrDefault(reason, reason)}" : "";
        return Command().Replace($"{line.Model}: version {line.Version} {what}{why}", "&lt;");
    }

    /// <summary>Slack would obey <c>&lt;!channel></c> or make a link of <c>&lt;http…|…></c> in an operator's reason; <c>&lt;= 2%</c> stays as it is.</summary>
    [GeneratedRegex("<(?=[!@#A-Za-z])")]
    private static partial Regex Command();
}
