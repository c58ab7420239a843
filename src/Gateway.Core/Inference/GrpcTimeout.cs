using System.Globalization;

namespace Gateway.Core.Inference;

/// <summary>The value of <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
public static class GrpcTimeout
{
    private const int MostDigits = 8;
    private const long MostCount = 100_000_000;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        long ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            _ => 0,
        };
        timeout = TimeSpan.FromTicks(text[^1] == 'n' ? count / TimeSpan.NanosecondsPerTick : count * ticks);
        return ticks > 0 || text[^1] == 'n';
    }

    /// <param name="timeout">More than 0; up to 27 hours exact to the millisecond, longer to the second, rounded up.</param>
    public static string Format(TimeSpan timeout)
    {
        long milliseconds = (long)Math.Ceiling(timeout.TotalMilliseconds);
        return milliseconds < MostCount
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(MostCount - 1, (long)Math.Ceiling(timeout.TotalSeconds))}S");
    }
}
