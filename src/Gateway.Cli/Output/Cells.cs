using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Cli.Output;

/// <summary>Values as a table shows them.</summary>
internal static class Cells
{
    public static string Weights(IReadOnlyDictionary<string, decimal>? weights) =>
        weights is null ? "" : string.Join(" ", weights.Select(weight => $"{weight.Key}={weight.Value.ToString("0.##", CultureInfo.InvariantCulture)}"));

    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    public static string Bytes(long? bytes) => bytes is null ? "" : bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => $"{bytes / 1000} kB",
        _ => $"{bytes / 1_000_000} MB",
    };

    public static string Phase(Rollout rollout) => rollout.HeldBecause is null ? rollout.Phase : $"{rollout.Phase} ({rollout.HeldBecause})";
}
