namespace Gateway.Decisions;

/// <summary>How busy a model is.</summary>
/// <param name="Seeds">Runs of the gateway at this rate in the comparison.</param>
internal sealed record Rate(string Name, double PerSecond, int Seeds);

internal static class Rates
{
    public static readonly Rate Hourly20 = new("20/h", 20 / 3600.0, 200);

    public static readonly Rate[] All = [Hourly20, new("6/min", 0.1, 200), new("1/s", 1, 100), new("10/s", 10, 60), new("200/s", 200, 200)];

    /// <returns>Between two decisions: 250 ms as live; where requests are minutes apart, up to the 5 s that the machine believes, for days of silence.</returns>
    public static TimeSpan Tick(double perSecond) => TimeSpan.FromSeconds(perSecond < 0.05 ? 5 : perSecond < 0.5 ? 1 : 0.25);
}
