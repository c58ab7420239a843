using System.Globalization;
using System.Text;
using Gateway.Contracts;

namespace Gateway.Dashboard.Charts;

/// <summary>Histograms of latencies in one picture of 1000 × 100 units: shares over a logarithmic axis, so that few attempts lie over many.</summary>
internal sealed class LatencyShape
{
    private const double Width = 1000;
    private const double Height = 100;
    private readonly double _low;
    private readonly double _span;
    private readonly double _most;

    public LatencyShape(IReadOnlyList<VersionLatencies> shown)
    {
        LatencyBucket[] all = [.. shown.SelectMany(version => version.Buckets)];
        (Low, High) = all.Length == 0 ? (1e-3, 1) : (all.Min(bucket => bucket.From), all.Max(bucket => bucket.Below));
        (_low, _span) = (Math.Log(Low), Math.Log(High / Low));
        _most = shown.SelectMany(version => version.Buckets.Select(bucket => (double)bucket.Attempts / version.Attempts)).DefaultIfEmpty(1).Max();
    }

    /// <summary>Seconds at the left edge.</summary>
    public double Low { get; }

    /// <summary>Seconds at the right edge.</summary>
    public double High { get; }

    /// <returns>A closed SVG path: a column per bucket, the highest of all as high as the picture.</returns>
    public string Path(VersionLatencies version)
    {
        StringBuilder path = new($"M0 {Height}");
        foreach (LatencyBucket bucket in version.Buckets)
        {
            double y = Height - Height * bucket.Attempts / version.Attempts / _most;
            path.Append(CultureInfo.InvariantCulture, $"H{At(bucket.From):0.#}V{y:0.##}H{At(bucket.Below):0.#}V{Height}");
        }

        return path.Append('Z').ToString();
    }

    private double At(double seconds) => Math.Clamp((Math.Log(seconds) - _low) / _span, 0, 1) * Width;
}
