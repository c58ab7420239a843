namespace Gateway.Cli.Data;

/// <summary>Words of an ARFF line, which either quote may hold together.</summary>
internal static class ArffText
{
    public static IEnumerable<string> Cells(string line)
    {
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            if (quote != '\0')
            {
                i += letter == '\\' ? 1 : 0;
                quote = letter == quote ? '\0' : quote;
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
            }
            else if (letter == ',')
            {
                yield return Unquote(line[start..i]);
                start = i + 1;
            }
        }

        yield return Unquote(line[start..]);
    }

    public static string Unquote(string word)
    {
        word = word.Trim();
        return word.Length >= 2 && word[0] is '\'' or '"' && word[^1] == word[0]
            ? word[1..^1].Replace($"\\{word[0]}", $"{word[0]}", StringComparison.Ordinal)
            : word;
    }

    /// <returns>Where the first word ends.</returns>
    public static int EndOfWord(string text)
    {
        char end = text is ['\'' or '"', ..] ? text[0] : ' ';
        int at = text.IndexOfAny(end == ' ' ? [' ', '\t'] : [end], Math.Min(1, text.Length));
        return at < 0 ? text.Length : end == ' ' ? at : at + 1;
    }
}
