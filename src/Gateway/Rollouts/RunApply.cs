using Gateway.Analysis;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Routing;

namespace Gateway.Rollouts;

/// <summary>Makes what is saved be in force: derived from saved state alone, any number of times.</summary>
internal sealed class RunApply(
    RoutePublisher publisher, TrafficBook book, HistoryObserver history, InFlightScan scan, IVerdictSink sink, LatchFile latch, RouteTable table, TimeProvider time)
{
    public void Apply(ModelTraffic model)
    {
        TrafficRecord traffic = model.Traffic;
        if (model.Run is { } run && !run.Record.State.Phase.IsFinal())
        {
            publisher.Publish(traffic, Route(run), Observer(run), Seed(traffic));
        }
        else
        {
            publisher.Publish(traffic, null, history, Seed(traffic));
        }

        book.Demand();
        RolloutMetrics.Show(model, table.Find(model.Model)?.Current);
    }

    private RouteRun Route(LiveRun run) => new(
        run.Record.Id,
        run.Record.Plan.Candidate.Version,
        run.Record.Plan.Rescue,
        run.Record.State.Phase == Phase.RollingBack || latch.Of(run.Record.Id) is not null,
        run.Record.StickySalt,
        run.Record.BaselineP95);

    private IRequestObserver Observer(LiveRun run)
    {
        (RolloutRecord record, RolloutState state) = (run.Record, run.Record.State);
        if (state.CandidateWeight == 0)
        {
            return history;
        }

        int baseline = record.Plan.Weights(state)[record.Plan.Baseline.Version];
        GuardSet guards = record.Plan.Guards;
        SegmentCounters segment = run.Counters.Continue(state.CandidateWeight, baseline, GuardCounter.Of(guards), time.GetUtcNow());
        return new RunObserver(run.Counters, segment, guards, history, scan, record.InFlightAge, sink);
    }

    /// <summary>A new one for each change, so that no client's period can follow it; the same after a restart.</summary>
    private static ulong Seed(TrafficRecord traffic) =>
        Core.Routing.StickyBuckets.Hash(traffic.Model, (ulong)traffic.Generation * 0x9E3779B97F4A7C15);
}
