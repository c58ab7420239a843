using System.Globalization;

namespace Gateway.Core.Analysis;

/// <summary>A judgement as a sentence with its numbers.</summary>
public static class Says
{
    private static readonly NumberFormatInfo Numbers = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "." };

    /// <param name="candidate">The candidate's own quantile, for latencies; null without attempts.</param>
    public static string Sentence(Judgement judgement, TimeSpan? candidate)
    {
        (JudgedGuard guard, Counts counts) = (judgement.Guard, judgement.Totals);
        if (guard.Waits)
        {
            return $"waiting for {Number(guard.Guard.Measure.AttemptsToFreeze())} attempts of the baseline, whose {guard.Guard.Measure.Name()} is the yardstick";
        }

        string head = guard.FrozenLimit is { } limit
            ? $"{(candidate is { } value ? Milliseconds(value) : "no latency yet")} against {Milliseconds(limit)} allowed: "
            : "";
        string share = counts.CandidateAttempts > 0 ? $" ({Percent((double)counts.CandidateBad / counts.CandidateAttempts)})" : "";
        return head
            + $"{Number(counts.CandidateBad)} of {Number(counts.CandidateAttempts)}{(guard.Shadow ? " copies" : "")} {guard.Guard.Measure.Past()}{share}"
            + (guard.Shadow ? "" : $", baseline {Number(counts.BaselineBad)} of {Number(counts.BaselineAttempts)}")
            + (judgement.Environment ? "; the baseline breaks it too" : "");
    }

    private static string Number(long number) => number.ToString("#,0", Numbers);

    private static string Percent(double share) => (share * 100).ToString("0.##", Numbers) + " %";

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.##" : "0", Numbers) + " ms";
}
