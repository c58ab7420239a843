namespace Gateway.Dashboard.Pages.Models;

/// <summary>How far back the charts look.</summary>
/// <param name="Step">As the API names it.</param>
/// <param name="Slots">Points of a chart, each of as many steps as fill the stretch.</param>
public sealed record Stretch(string Name, TimeSpan Length, string Step, int Slots)
{
    public static readonly IReadOnlyList<Stretch> All =
    [
        new("15 min", TimeSpan.FromMinutes(15), "10s", 90), new("1 h", TimeSpan.FromHours(1), "10s", 180), new("6 h", TimeSpan.FromHours(6), "10s", 180),
        new("24 h", TimeSpan.FromHours(24), "5m", 288), new("7 d", TimeSpan.FromDays(7), "5m", 252), new("30 d", TimeSpan.FromDays(30), "5m", 240),
    ];

    /// <summary>Of one point.</summary>
    public TimeSpan Slot => Length / Slots;

    /// <returns>The end of the last point that is whole: what is still being counted would look like a fall.</returns>
    public DateTimeOffset End(DateTimeOffset now) => new(now.UtcTicks - now.UtcTicks % Slot.Ticks, TimeSpan.Zero);
}
