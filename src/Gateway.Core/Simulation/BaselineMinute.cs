using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>The baseline's last minute at a grain of ten seconds, as the gateway's history keeps it.</summary>
internal sealed class BaselineMinute
{
    private const int Points = 7;
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(10);

    private readonly Point[] _points = [.. Enumerable.Range(0, Points).Select(_ => new Point())];

    public void Add(TimeSpan now, in Ending ending)
    {
        Point point = At(now.Ticks / Grain.Ticks);
        point.Attempts++;
        point.Errors += ending.Outcome is Outcome.Failed or Outcome.Timeout ? 1 : 0;
        point.Rejections += ending.Outcome == Outcome.Rejected ? 1 : 0;
        point.Latencies.Add(ending.Duration);
    }

    public LastMinute Read(TimeSpan now)
    {
        long slot = now.Ticks / Grain.Ticks;
        Point[] last = [.. _points.Where(point => point.Slot > slot - Points && point.Slot <= slot)];
        return new LastMinute(
            last.Sum(point => point.Attempts),
            last.Sum(point => point.Errors),
            last.Sum(point => point.Rejections),
            last.Where(point => point.Slot < slot).Select(point => point.Latencies.Quantile(0.99) ?? TimeSpan.Zero).DefaultIfEmpty().Max());
    }

    private Point At(long slot)
    {
        Point point = _points[slot % Points];
        if (point.Slot != slot)
        {
            point.Begin(slot);
        }

        return point;
    }

    private sealed class Point
    {
        public long Slot { get; private set; } = -1;

        public long Attempts { get; set; }

        public long Errors { get; set; }

        public long Rejections { get; set; }

        public LatencyHistogram Latencies { get; } = new();

        public void Begin(long slot)
        {
            Slot = slot;
            Attempts = Errors = Rejections = 0;
            Latencies.Clear();
        }
    }
}
