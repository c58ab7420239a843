using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Core.Simulation;
using Gateway.Routing.Attempts;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;

namespace Gateway.Tests.Analysis;

/// <summary>Plays what a simulated run counts to the live observer: attempts, snapshots and segments as the request path has them.</summary>
internal sealed class LiveRecorder : ISimulationLog, IVerdictSink
{
    private readonly VersionRoute _baseline = new(new VersionKey("model", "1"), plainHttp: false);
    private readonly VersionRoute _candidate = new(new VersionKey("model", "2"), plainHttp: false);
    private readonly RunCounters _run = new("model", Guid.NewGuid(), [], ImmutableDictionary<string, long>.Empty);
    private readonly HistoryObserver _history = new(new TrafficHistory(TimeProvider.System));
    private readonly Dictionary<long, Attempt> _inFlight = [];
    private RouteSnapshot? _snapshot;
    private ShadowObserver? _copies;

    public Evidence Read() => _run.Read();

    public void Segment(int candidate, int baseline, IReadOnlyList<GuardCounter> counters, IReadOnlyList<GuardCounter>? copies)
    {
        SegmentCounters segment = _run.Continue(candidate, baseline, [.. counters], DateTimeOffset.UnixEpoch, copies is null ? null : [.. copies]);
        _copies = new ShadowObserver(new CopyTally(_run, segment), new ShadowTally(), 0.001, AnswerComparison.Values);
        RunObserver observer = new(_run, segment, new GuardSet([], 0.05), _history, () => [], this);
        _snapshot = new RouteSnapshot(
            "model", segment.Id, [_baseline, _candidate], 0, new TrafficSplit([baseline, candidate], 7), [], FrozenDictionary<string, VersionRoute>.Empty, RouteSettings.Default,
            new RouteRun(_run.Run, "2", Rescue: true, Latched: false, 1, TimeSpan.Zero), observer);
    }

    public void Started(long attempt, bool candidate, Assignment assignment, ulong? stickyHash)
    {
        Attempt live = _inFlight[attempt] = new Attempt
        {
            Snapshot = _snapshot,
            Arm = candidate ? _candidate : _baseline,
            Assignment = stickyHash is null ? Assignment.Randomised : Assignment.Sticky,
            StickyHash = stickyHash,
            StartedAt = Stopwatch.GetTimestamp(),
        };
        _snapshot!.Observer.Started(live);
    }

    public void Ended(long attempt, in Ending ending)
    {
        _inFlight.Remove(attempt, out Attempt? live);
        live!.Outcome = ending.Outcome;
        live.Duration = ending.Duration;
        live.Invalid = ending.Invalid;
        live.Host = ending.Host;
        live.HostLost = ending.HostLost;
        live.Snapshot!.Observer.Ended(live);
    }

    public void Copied(in Ending ending, bool? agrees) => _copies!.Answered(
        new Attempt
        {
            Snapshot = _snapshot, Arm = _candidate, Assignment = Assignment.Shadow, Kind = PredictionKind.Infer,
            Outcome = ending.Outcome, Duration = ending.Duration, Invalid = ending.Invalid, Host = ending.Host, HostLost = ending.HostLost, StartedAt = Stopwatch.GetTimestamp(),
        },
        Answer(1),
        Answer(agrees == false ? 2 : 1));

    public void LimitsFromNow(IReadOnlyList<string> guards) => _run.LimitsFromNow(guards, DateTimeOffset.UnixEpoch);

    public void Failed(string model, Guid run, Judgement judgement)
    {
    }

    private static byte[] Answer(int value) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[{{value}}]}]}""");
}
