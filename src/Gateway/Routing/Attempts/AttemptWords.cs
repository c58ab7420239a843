using System.Text.Json;
using Gateway.Core.Routing;

namespace Gateway.Routing.Attempts;

/// <summary>An attempt's closed lists as labels and tags have them.</summary>
internal static class AttemptWords
{
    private static readonly string[] AssignmentWords = Words<Assignment>(), OutcomeWords = Words<Outcome>();

    public static int Assignments => AssignmentWords.Length;

    public static int Outcomes => OutcomeWords.Length;

    public static string Of(Assignment assignment) => AssignmentWords[(int)assignment];

    public static string Of(Outcome outcome) => OutcomeWords[(int)outcome];

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];
}
