using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Security;

/// <summary>So many requests per time, written <c>100/s</c>, <c>5000/10m</c>, <c>1000000/24h</c>.</summary>
internal readonly record struct Allowance(int Count, TimeSpan Per)
{
    public const string Form = "a number of requests per time, such as 100/s, 5000/10m or 1000000/24h";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static bool TryParse(string text, out Allowance allowance)
    {
        allowance = default;
        if (text.Split('/') is not [var number, { Length: > 0 } time] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0
            || !Durations.TryParse(char.IsAsciiDigit(time[0]) ? time : "1" + time, out TimeSpan per) || per < TimeSpan.FromMilliseconds(100) || per > Longest)
        {
            return false;
        }

        allowance = new Allowance(count, per);
        return true;
    }

    /// <returns>Null for none.</returns>
    public static Allowance? Of(string? text) => text is not null && TryParse(text, out Allowance allowance) ? allowance : null;
}
