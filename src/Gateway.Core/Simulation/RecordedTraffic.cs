using System.Collections.Immutable;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>One attempt as it was recorded.</summary>
/// <param name="At">Since the recording's first.</param>
public sealed record RecordedAttempt(TimeSpan At, bool Candidate, Outcome Outcome, TimeSpan Duration, string? Key = null);

/// <summary>
/// Requests as they were recorded, under another plan: each comes when it came, with its key. What becomes of it is what became of an attempt
/// of the version that it now goes to: of the same key where there is one, else of one about the same time, drawn by the seed, so that an
/// outage stays where it was.
/// </summary>
public sealed class RecordedTraffic
{
    private readonly ImmutableArray<RecordedAttempt> _all;
    private readonly ILookup<(bool, string?), RecordedAttempt> _ofKey;
    private readonly RecordedAttempt[] _baseline;
    private readonly RecordedAttempt[] _candidate;

    /// <exception cref="ArgumentException">One of the versions has no attempt.</exception>
    public RecordedTraffic(IEnumerable<RecordedAttempt> attempts)
    {
        _all = [.. attempts.OrderBy(attempt => attempt.At)];
        _baseline = [.. _all.Where(attempt => !attempt.Candidate)];
        _candidate = [.. _all.Where(attempt => attempt.Candidate)];
        _ofKey = _all.Where(attempt => attempt.Key is not null).ToLookup(attempt => (attempt.Candidate, attempt.Key));
        if (_baseline.Length == 0 || _candidate.Length == 0)
        {
            throw new ArgumentException($"The recording holds no attempt of the {(_baseline.Length == 0 ? "baseline" : "candidate")}.", nameof(attempts));
        }
    }

    public IWorkload Start(ulong seed) => new Workload(this, new Draws(seed).Stream(5));

    private sealed class Workload(RecordedTraffic traffic, Draws draws) : IWorkload
    {
        /// <summary>About the same time: so many attempts to either side.</summary>
        private const int Near = 10;

        private int _before;
        private int _next;

        /// <summary>The baseline's own latencies stand for the day before.</summary>
        public TimeSpan? Before() => _before < traffic._baseline.Length ? traffic._baseline[_before++].Duration : null;

        public Arrival? Next() => _next < traffic._all.Length && traffic._all[_next++] is { } attempt ? new Arrival(attempt.At, attempt.Key) : null;

        public Attempted Send(bool candidate, in Arrival arrival)
        {
            RecordedAttempt[] own = arrival.Key is { } key ? [.. traffic._ofKey[(candidate, key)]] : [];
            RecordedAttempt drawn = own.Length > 0 ? own[draws.Below(own.Length)] : Around(candidate ? traffic._candidate : traffic._baseline, arrival.At);
            return new Attempted(drawn.Outcome, drawn.Duration);
        }

        private RecordedAttempt Around(RecordedAttempt[] attempts, TimeSpan at)
        {
            int index = Array.BinarySearch(attempts, new RecordedAttempt(at, false, default, default), Comparer<RecordedAttempt>.Create((a, b) => a.At.CompareTo(b.At)));
            index = index < 0 ? ~index : index;
            return attempts[Math.Clamp(index - Near + draws.Below(2 * Near + 1), 0, attempts.Length - 1)];
        }
    }
}
