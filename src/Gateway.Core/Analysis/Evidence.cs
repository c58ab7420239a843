using System.Collections.Immutable;

namespace Gateway.Core.Analysis;

/// <summary>The integers of a run: all that a verdict is made from.</summary>
/// <param name="Segments">In the order of their ids.</param>
/// <param name="LimitsFrom">Per guard, the segment from which limits are judged: later than the first after an environment's end.</param>
public sealed record Evidence(ImmutableArray<Segment> Segments, ImmutableDictionary<string, long> LimitsFrom)
{
    public static readonly Evidence None = new([], ImmutableDictionary<string, long>.Empty);

    /// <summary>Sums a counter over the segments from <paramref name="from"/> on.</summary>
    public Counts Total(string counter, long from = 0)
    {
        Counts total = default;
        foreach (Segment segment in Segments)
        {
            if (segment.Id >= from)
            {
                total += segment.Of(counter);
            }
        }

        return total;
    }

    /// <summary>Randomised attempts of the candidate in the whole run: what the busiest of these counters holds of each segment.</summary>
    public long CandidateAttempts(IReadOnlyCollection<string> counters) =>
        Segments.Sum(segment => counters.Select(counter => segment.Of(counter).CandidateAttempts).DefaultIfEmpty(0).Max());

    public long LimitFrom(string guard) => LimitsFrom.GetValueOrDefault(guard);
}
