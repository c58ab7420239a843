using System.Globalization;

namespace Gateway.Core.Analysis;

/// <summary>How much is allowed: a share of attempts, a latency, or a multiple of the baseline.</summary>
public abstract record Limit
{
    /// <param name="Share">0, or in (0, 0.5].</param>
    public sealed record Rate(double Share) : Limit
    {
        public override string ToString() => (Share * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";
    }

    /// <param name="Time">&gt; 0.</param>
    public sealed record Latency(TimeSpan Time) : Limit
    {
        public override string ToString() => Time.TotalMilliseconds is var ms && ms >= 1000 && ms % 1000 == 0
            ? (ms / 1000).ToString("0", CultureInfo.InvariantCulture) + "s"
            : ms.ToString("0.######", CultureInfo.InvariantCulture) + "ms";
    }

    /// <param name="Factor">≥ 1.</param>
    public sealed record TimesBaseline(double Factor) : Limit
    {
        public override string ToString() => Factor.ToString("0.######", CultureInfo.InvariantCulture) + "x baseline";
    }
}
