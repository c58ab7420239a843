using System.Diagnostics;
using Gateway.Core.Analysis;
using Gateway.Core.Routing;
using Gateway.Routing;

namespace Gateway.Analysis;

/// <summary>Finds attempts that have been in flight for long: they count against a conclusion. Only at a crossing, for it looks at every record.</summary>
internal sealed class InFlightScan(AttemptPool pool)
{
    public IReadOnlyList<InFlight> Of(Guid run, TimeSpan olderThan)
    {
        long before = Stopwatch.GetTimestamp() - (long)(olderThan.TotalSeconds * Stopwatch.Frequency);
        Dictionary<long, InFlight> found = [];
        foreach (Attempt attempt in pool.All)
        {
            long started = attempt.StartedAt;
            if (started == 0 || started > before || attempt.Snapshot is not { Run: { } live, Observer: RunObserver observer } snapshot || live.Id != run
                || attempt.Assignment is not (Assignment.Randomised or Assignment.Sticky))
            {
                continue;
            }

            bool candidate = attempt.Arm!.Name == live.Candidate, baseline = attempt.Arm == snapshot.BaselineArm;
            InFlight seen = found.GetValueOrDefault(observer.Segment, new InFlight(observer.Segment, 0, 0));
            found[observer.Segment] = seen with { Candidate = seen.Candidate + (candidate ? 1 : 0), Baseline = seen.Baseline + (baseline ? 1 : 0) };
        }

        return [.. found.Values];
    }
}
