using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Core.Names;

namespace Gateway.Core.Analysis;

/// <summary>Guards as one would say them: <c>MEASURE &lt;= LIMIT</c>.</summary>
public static partial class GuardText
{
    /// <param name="problem">What is wrong, with the nearest valid form; null when it parsed.</param>
    public static Guard? Parse(string text, out string? problem)
    {
        Match match = Strict().Match(text);
        if (match.Success && Measures.TryParse(match.Groups["measure"].Value, out Measure measure) && ReadLimit(match) is { } limit)
        {
            problem = Refusal(measure, limit);
            return problem is null ? new Guard(measure, limit) : null;
        }

        problem = Nearest(text) is { } near && near != text
            ? Parse(near, out string? further) is null ? further : $"\"{text}\" → \"{near}\""
            : $"\"{text}\" is not a guard: MEASURE <= LIMIT, with a measure of {string.Join(", ", Measures.Names)} and a limit such as 2%, 250ms or 1.5x baseline";
        return null;
    }

    private static string? Refusal(Measure measure, Limit limit) => (limit, measure.IsLatency()) switch
    {
        (Limit.Rate, true) => $"{measure.Name()} takes a duration or a multiple of the baseline, not {limit}: \"{measure.Name()} <= 250ms\"",
        (Limit.Latency, false) => $"{measure.Name()} takes a percentage or a multiple of the baseline, not {limit}: \"{measure.Name()} <= 2%\"",
        (Limit.Latency { Time.Ticks: <= 0 }, _) => $"{limit} is not a latency above zero",
        (Limit.Rate { Share: > 0.5 }, _) => $"{limit} is more than the 50% that a limit may allow",
        (Limit.TimesBaseline { Factor: < 1 }, _) => $"{limit} is less than the baseline itself: a factor is at least 1",
        (Limit.TimesBaseline, _) when measure == Measure.Disagreements => "disagreements takes a percentage only: \"disagreements <= 1%\"",
        _ => null,
    };

    private static Limit? ReadLimit(Match match)
    {
        if (!double.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || number > 1e9)
        {
            return null;
        }

        return match.Groups["unit"].Value switch
        {
            "%" => new Limit.Rate(number / 100),
            "ms" => new Limit.Latency(TimeSpan.FromMilliseconds(number)),
            "s" => new Limit.Latency(TimeSpan.FromSeconds(number)),
            "x baseline" => new Limit.TimesBaseline(number),
            _ => null,
        };
    }

    /// <summary>Spaces, capitals, other comparison signs and near names are forgiven in the advice, never in the meaning.</summary>
    private static string? Nearest(string text)
    {
        Match match = Loose().Match(text.Trim().ToLowerInvariant());
        if (!match.Success)
        {
            return null;
        }

        string word = match.Groups["measure"].Value;
        string? name = Measures.Names.FirstOrDefault(known => known == word)
            ?? Measures.Names.FirstOrDefault(known => word.Length >= 3 && (known.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(known.TrimEnd('s'), StringComparison.Ordinal)))
            ?? NearestName.Of(word, Measures.Names)
            ?? (word.Contains("latency", StringComparison.Ordinal) ? "p99" : null);
        string unit = match.Groups["unit"].Value switch
        {
            "" => name is not null && name[0] == 'p' ? "ms" : "%",
            "x" or "times" or "xbaseline" => "x baseline",
            "sec" or "seconds" or "second" => "s",
            "msec" or "milliseconds" => "ms",
            "percent" => "%",
            var given => Spaces().Replace(given, " "),
        };
        return name is null ? null : $"{name} <= {match.Groups["number"].Value}{unit}";
    }

    [GeneratedRegex(@"\A(?<measure>[a-z0-9.]+) <= (?<number>[0-9]+(\.[0-9]+)?)(?<unit>%|ms|s|x baseline)\z")]
    private static partial Regex Strict();

    [GeneratedRegex(@"\A(?<measure>[a-z0-9._ -]*?[a-z0-9])\s*(<=|=<|<|≤|=|==|:)\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>%|percent|ms|msec|milliseconds|s|sec|seconds?|x\s+baseline|xbaseline|x|times|)\z")]
    private static partial Regex Loose();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
