namespace Gateway.Security;

/// <summary>Which models a caller may name: patterns of a model's letters and <c>*</c> for any run of them.</summary>
internal sealed class ModelScope(IReadOnlyList<string> patterns)
{
    public static readonly ModelScope All = new(["*"]);

    public static readonly ModelScope None = new([]);

    private readonly bool _all = patterns.Contains("*");

    public IReadOnlyList<string> Patterns => patterns;

    public bool IsAll => _all;

    /// <summary>As <c>GLOB</c> of SQLite understands them; null: every line, also those of no model.</summary>
    public IReadOnlyList<string>? Globs => _all ? null : patterns;

    public static bool IsPattern(string text) =>
        text.Length is > 0 and <= 128 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '*');

    public bool Includes(ReadOnlySpan<char> model)
    {
        if (_all)
        {
            return true;
        }

        for (int i = 0; i < patterns.Count; i++)
        {
            if (Matches(patterns[i], model))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without recursion: after a mismatch the last star takes one letter more.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        (int p, int t, int star, int taken) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, taken) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
