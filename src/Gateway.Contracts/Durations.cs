using System.Globalization;

namespace Gateway.Contracts;

/// <summary>Durations as the API writes them: <c>250ms 60s 15m 24h 7d</c>.</summary>
public static class Durations
{
    private static readonly (string Suffix, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    public const string Form = "a number and a unit, such as 250ms, 60s, 15m, 24h or 7d";

    /// <returns>False when the text is not a non-negative duration.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        string number = (text ?? "").TrimEnd('m', 's', 'h', 'd');
        double seconds = Units.FirstOrDefault(unit => number + unit.Suffix == text).Seconds;
        if (seconds == 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
            || (double)count * seconds > 3650d * 86_400)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds((double)count * seconds);
        return true;
    }

    /// <returns>The shortest exact text, down to milliseconds.</returns>
    public static string Format(TimeSpan duration)
    {
        decimal milliseconds = Math.Round((decimal)duration.TotalMilliseconds, 3);
        foreach ((string suffix, double seconds) in Units.Reverse())
        {
            decimal unit = (decimal)(seconds * 1000);
            if (milliseconds >= unit && milliseconds % unit == 0)
            {
                return (milliseconds / unit).ToString("0", CultureInfo.InvariantCulture) + suffix;
            }
        }

        return milliseconds.ToString("0.###", CultureInfo.InvariantCulture) + "ms";
    }
}
