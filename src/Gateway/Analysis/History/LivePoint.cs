using Gateway.Core.Routing;
using Gateway.Core.Statistics;
using Gateway.Routing.Attempts;

namespace Gateway.Analysis.History;

/// <summary>The stretch that is being counted.</summary>
/// <param name="hour">The histogram of the hour that the stretch is in.</param>
internal sealed class LivePoint(long slot, LatencyHistogram hour)
{
    private readonly LatencyHistogram _latencies = new();
    private long _requests;
    private long _errors;
    private long _rejections;
    private long _rescued;

    public long Slot => slot;

    public LatencyHistogram Hour => hour;

    public void Add(Attempt attempt)
    {
        Interlocked.Increment(ref _requests);
        _latencies.Add(attempt.Duration);
        if (attempt.Outcome is Outcome.Failed or Outcome.Timeout)
        {
            Interlocked.Increment(ref _errors);
        }
        else if (attempt.Outcome == Outcome.Rejected)
        {
            Interlocked.Increment(ref _rejections);
        }
    }

    public void Rescue() => Interlocked.Increment(ref _rescued);

    public HistoryPoint Read(bool latencies = true) => _requests == 0 || !latencies ? new(slot, _requests, _errors, _rejections, _rescued, null, null, null) : new(slot, _requests, _errors, _rejections, _rescued, _latencies.Bounded(0.5), _latencies.Bounded(0.95), _latencies.Bounded(0.99));
}
