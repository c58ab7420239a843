namespace Gateway.Dashboard.Charts;

/// <summary>Which colour a version has, everywhere: the baseline's, the candidate's, or a further one.</summary>
internal static class Roles
{
    public const string Baseline = "baseline";
    public const string Candidate = "candidate";

    /// <param name="all">Every version that is shown with it.</param>
    public static string Of(string version, string? baseline, IEnumerable<string> all)
    {
        if (version == baseline)
        {
            return Baseline;
        }

        int place = all.Where(other => other != baseline).OrderByDescending(other => other.Length).ThenByDescending(other => other, StringComparer.Ordinal).ToList().IndexOf(version);
        return place <= 0 ? Candidate : $"other-{(place - 1) % 3}";
    }
}
