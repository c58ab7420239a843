namespace Gateway.Core.Names;

/// <summary>Which of the known names a wrong one was meant to be.</summary>
public static class NearestName
{
    private const int LeastBeginning = 3;

    /// <returns>The known name with the fewest typing mistakes: at most one in three letters, capitals and separators apart; null: none is near.</returns>
    public static string? Of(string given, IEnumerable<string> known) => known
        .Select(name => (Name: name, Mistakes: Mistakes(Plain(given), Plain(name))))
        .Where(pair => pair.Mistakes <= Most(pair.Name))
        .OrderBy(pair => pair.Mistakes)
        .Select(pair => pair.Name)
        .FirstOrDefault();

    /// <returns>What stands behind a refusal: <c> (did you mean candidate?)</c>, or nothing.</returns>
    public static string Hint(string given, IEnumerable<string> known) => Of(given, known) is { } near ? $" (did you mean {near}?)" : "";

    /// <returns>The refusal of a name that is not among the known ones.</returns>
    public static string Unknown(string given, IReadOnlyCollection<string> known) =>
        $"is not known here{Hint(given, known)}; {(known.Count == 0 ? "none is" : $"known are {string.Join(", ", known)}")}";

    private static int Most(string name) => Math.Max(1, name.Length / 3);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Letters left out, added, exchanged or swapped with their neighbour: the optimal string alignment distance.</summary>
    private static int Mistakes(string given, string name)
    {
        if (given.Length >= LeastBeginning && name.StartsWith(given, StringComparison.Ordinal))
        {
            return given.Length == name.Length ? 0 : 1;
        }

        if (Math.Abs(given.Length - name.Length) > Most(name))
        {
            return int.MaxValue;
        }

        int[,] least = new int[given.Length + 1, name.Length + 1];
        for (int i = 0; i <= given.Length; i++)
        {
            for (int j = 0; j <= name.Length; j++)
            {
                least[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(least[i - 1, j], least[i, j - 1]) + 1,
                    least[i - 1, j - 1] + (given[i - 1] == name[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && given[i - 1] == name[j - 2] && given[i - 2] == name[j - 1])
                {
                    least[i, j] = Math.Min(least[i, j], least[i - 2, j - 2] + 1);
                }
            }
        }

        return least[given.Length, name.Length];
    }
}
