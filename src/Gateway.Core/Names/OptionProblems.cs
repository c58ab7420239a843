namespace Gateway.Core.Names;

/// <summary>What is wrong with a command line, in one form for all programs.</summary>
public static class OptionProblems
{
    /// <param name="errors">The parser's own.</param>
    /// <param name="unmatched">Words that it could make nothing of; its errors about them are told with the nearest name instead.</param>
    /// <param name="known">Options and commands that it knows.</param>
    public static IEnumerable<string> Of(IEnumerable<string> errors, IReadOnlyList<string> unmatched, IEnumerable<string> known) =>
    [
        .. errors.Where(error => !unmatched.Any(word => error.Contains($"'{word}'", StringComparison.Ordinal))),
        .. unmatched.Select(word => $"\"{word}\" is not known here{NearestName.Hint(word.Split('=')[0], known)}."),
    ];
}
