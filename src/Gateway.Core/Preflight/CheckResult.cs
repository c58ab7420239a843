using System.Globalization;
using Gateway.Core.Statistics;

namespace Gateway.Core.Preflight;

/// <summary>What may come of a check, in the words of every report.</summary>
public static class CheckResult
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Inconclusive = "inconclusive";

    /// <returns>Of all together: failed where one is, passed where every one is.</returns>
    public static string Of(IEnumerable<Finding> checks)
    {
        HashSet<string> seen = [.. checks.Select(check => check.Result)];
        return seen.Contains(Failed) ? Failed : seen.Contains(Inconclusive) ? Inconclusive : Passed;
    }

    /// <param name="loss">What must not lie above the limit: wholly below it passes, wholly above fails, and between the data do not say.</param>
    public static string Of(Interval loss, double limit) =>
        double.IsNaN(loss.Low) || double.IsNaN(loss.High) ? Failed : loss.High <= limit ? Passed : loss.Low > limit ? Failed : Inconclusive;

    /// <returns>A number as findings say it: at most six decimals.</returns>
    public static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
