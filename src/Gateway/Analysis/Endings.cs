using System.Diagnostics;
using Gateway.Core.Analysis.Counting;
using Gateway.Routing.Attempts;

namespace Gateway.Analysis;

/// <summary>What counting needs to know of an attempt that ends now.</summary>
internal static class Endings
{
    public static Ending Of(Attempt attempt) => new(
        attempt.Outcome, attempt.Duration, attempt.Invalid, attempt.StickyHash, attempt.Host, attempt.HostLost,
        Ticks(attempt.StartedAt), Ticks(Stopwatch.GetTimestamp()), attempt.HasSibling);

    private static long Ticks(long timestamp) => Stopwatch.GetElapsedTime(0, timestamp).Ticks;
}
