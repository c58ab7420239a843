using System.Diagnostics;
using Gateway.Core.Analysis;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;

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
            if (started == 0 || started > before || attempt.Snapshot is not { } snapshot || Of(attempt, snapshot, run) is not { } more)
            {
                continue;
            }

            InFlight seen = found.GetValueOrDefault(more.Segment, new InFlight(more.Segment, 0, 0));
            found[more.Segment] = new InFlight(more.Segment, seen.Candidate + more.Candidate, seen.Baseline + more.Baseline) { Copies = seen.Copies + more.Copies };
        }

        return [.. found.Values];
    }

    private static InFlight? Of(Attempt attempt, RouteSnapshot snapshot, Guid run) => (attempt.Assignment, snapshot.Run, snapshot.Observer, snapshot.Mirror?.Observer) switch
    {
        (Assignment.Shadow, _, _, ShadowObserver copies) when copies.Run == run => new InFlight(copies.Segment, 0, 0) { Copies = 1 },
        (Assignment.Randomised or Assignment.Sticky, { } live, RunObserver observer, _) when live.Id == run =>
            new InFlight(observer.Segment, attempt.Arm!.Name == live.Candidate ? 1 : 0, attempt.Arm == snapshot.BaselineArm ? 1 : 0),
        _ => null,
    };
}
