using Gateway.Contracts;

namespace Gateway.Api;

/// <summary>Two looks at one body, told together.</summary>
internal static class FormAndRules
{
    /// <param name="form">Unknown names and wrong types.</param>
    /// <param name="rules">What the rest says that must not be: of a member whose form is wrong nothing is known, so nothing is said.</param>
    public static IReadOnlyList<ProblemItem> Joined(IReadOnlyList<ProblemItem> form, IEnumerable<ProblemItem> rules) =>
        [.. form, .. rules.Where(rule => !form.Any(wrong => Inside(rule.Path, wrong.Path) || Inside(wrong.Path, rule.Path)))];

    private static bool Inside(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || outer.Length == 0 || path[outer.Length] is '.' or '[');
}
