namespace Gateway.Core.Analysis;

/// <summary>The guards of the policy <c>default</c>.</summary>
public static class DefaultGuards
{
    public const string Latency99 = "p99 <= 1.25x baseline";
    public const string Latency95 = "p95 <= 1.25x baseline";

    /// <summary>Attempts that a flawless candidate needs to pass a p99: C2 at 1 %, α_promote 0.05.</summary>
    private const long NeedsOfP99 = 319;

    public static IReadOnlyList<string> Texts { get; } =
        ["errors <= 2%", "errors <= 1.5x baseline", Latency99, "invalid <= 1.5x baseline", "rejections <= 1.5x baseline"];

    /// <param name="rate">The model's requests a second; 0: not known.</param>
    public static IEnumerable<string> At(double rate) => Texts.Select(text => text == Latency99 && !FitsP99(rate) ? Latency95 : text);

    /// <param name="rate">The model's requests a second; 0: not known.</param>
    /// <returns>Half of the traffic passes a p99 within a day; else a p95 stands for it.</returns>
    public static bool FitsP99(double rate) => rate <= 0 || rate * 0.5 * 86_400 >= NeedsOfP99;
}
