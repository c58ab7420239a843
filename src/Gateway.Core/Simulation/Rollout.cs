using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>One simulated rollout: what requests, their ends and the tick do to it.</summary>
internal sealed class Rollout
{
    private readonly IWorkload _workload;
    private readonly ISimulationLog? _log;
    private readonly RunCounters _run = new("model", Guid.Empty, [], ImmutableDictionary<string, long>.Empty);
    private readonly LatencyHistogram _history = new();
    private readonly BaselineMinute _minute = new();
    private readonly Casualties _casualties = new();
    private readonly SimulatedRoute _route;
    private readonly TimeSpan _age;
    private readonly bool _throughBake;
    private RolloutPlan _plan;
    private RolloutState _state = RolloutState.First;
    private Observation? _seen;
    private GuardFailure? _failure;
    private TimeSpan _now;
    private TimeSpan _decided;
    private TimeSpan? _promoted;
    private (TimeSpan At, long Ended, long Bad)? _verdict;
    private long _number;
    private bool _environment;

    public Rollout(Scenario scenario, IWorkload workload, ulong seed, ISimulationLog? log)
    {
        (_workload, _log, _throughBake) = (workload, log, scenario.ThroughBake);
        _route = new SimulatedRoute(_run, seed, log);
        while (workload.Before() is { } latency)
        {
            _history.Add(latency);
        }

        _plan = scenario.Plan.Freeze(Frozen);
        _age = LimitFreeze.InFlightAge(_plan.Guards, _history, scenario.Timeout);
    }

    public Flights Flights { get; } = new();

    /// <summary>A run that is held for anything but an outage waits for a human, who is not simulated.</summary>
    public bool IsOver =>
        _state.Phase.IsFinal() || _verdict is not null || _state.HeldBecause is not (null or HeldBecause.Environment) || _promoted is not null && !_throughBake;

    public void Start(TimeSpan now, in Arrival arrival)
    {
        (bool candidate, ulong? hash) = _route.Assign(arrival);
        bool repeat = _route.Tally is { } tally && !tally.Started(candidate, hash);
        if (_route.Tally is not null)
        {
            _log?.Started(_number, candidate, hash is null ? Assignment.Randomised : repeat ? Assignment.StickyRepeat : Assignment.Sticky, hash);
        }

        _casualties.Attempts += candidate ? 1 : 0;
        Attempted attempted = _workload.Send(candidate, arrival);
        Begin(new Flight(_number, arrival, candidate, repeat, _route.Tally, EndingOf(now, attempted, hash)) { Mirror = candidate ? null : _route.Mirror }, now + attempted.Duration);
    }

    public void Land(TimeSpan now)
    {
        Flight flight = Flights.Land();
        (_now, _seen) = (now, null);
        if (flight.Copies is { } copies)
        {
            copies.Answered(flight.Ending, flight.Agrees);
            _log?.Copied(flight.Ending, flight.Agrees);
            return;
        }

        if (flight.Candidate)
        {
            _casualties.Land(now, flight.Ending);
        }
        else
        {
            OfBaseline(now, flight);
        }

        if (flight.Tally is { } tally)
        {
            _log?.Ended(flight.Number, flight.Ending);
            Judge(tally.Ended(flight.Candidate, flight.Ending));
        }
    }

    public void Decide(TimeSpan now)
    {
        (TimeSpan elapsed, _decided, _now) = (now - _decided, now, now);
        RolloutPlan plan = _plan.Freeze(Frozen);
        bool frozen = plan != _plan;
        Observation seen = Observe();
        RolloutState before = _state;
        _plan = plan;
        _state = RolloutMachine.Next(_plan, _state, seen, null, elapsed);
        if (!_state.SameAs(before) || frozen)
        {
            Moved(seen);
        }
    }

    public SimulatedRun Result(TimeSpan now)
    {
        long later = Flights.All.Count(flight => flight is { Candidate: true, Copies: null } && Casualties.IsBad(flight.Ending));
        return new SimulatedRun(_state, now, _promoted, _verdict?.At, _verdict is null ? null : _state.Reason, _environment, _run.Read())
        {
            FirstBadAt = _casualties.FirstAt,
            Attempts = _casualties.Attempts,
            Bad = _casualties.Bad + later,
            EndedAtVerdict = _verdict?.Ended ?? 0,
            BadAtVerdict = _verdict?.Bad ?? 0,
        };
    }

    private void Begin(Flight flight, TimeSpan end)
    {
        Flights.Begin(flight, end);
        _number++;
        _seen = null;
    }

    private void OfBaseline(TimeSpan now, Flight flight)
    {
        _minute.Add(now, flight.Ending);
        _history.Add(flight.Ending.Duration);
        if (flight is { Mirror: { } mirror, Ending.Outcome: Outcome.Ok } && !_route.Latched && mirror.Takes())
        {
            Attempted copied = _workload.Send(candidate: true, flight.Arrival with { At = now });
            Begin(
                new Flight(_number, flight.Arrival, true, false, null, EndingOf(now, copied, null)) { Copies = mirror.Tally, Agrees = copied.Outcome == Outcome.Ok ? !copied.Differs : null },
                now + copied.Duration);
        }
    }

    /// <param name="failed">The candidate failed in a way that is judged at once.</param>
    private void Judge(bool failed)
    {
        GuardSet guards = _state.Phase == Phase.Baking ? _plan.Counted : _plan.Guards;
        if (failed && _failure is null && InlineJudge.Failed(guards, _run, InFlightNow) is { } judgement)
        {
            _failure = new GuardFailure(judgement.Guard.Guard.Text, $"{judgement.Guard.Guard.Text}: {Says.Sentence(judgement, null)}");
            _route.Latched = true;
            Decide(_now); // the verdict wakes the tick
        }
    }

    private void Moved(Observation seen)
    {
        if (_state.Cause == Cause.EnvironmentOver)
        {
            string[] guards = [.. Calm.Disturbed(seen.Judgements).Select(judgement => judgement.Guard.Guard.Text)];
            _log?.LimitsFromNow(guards);
            _run.LimitsFromNow(guards, DateTimeOffset.UnixEpoch);
        }

        _environment |= _state.HeldBecause == HeldBecause.Environment;
        _seen = null;
        _verdict ??= _state.Phase == Phase.RollingBack ? (_now, _casualties.Ended, _casualties.Bad) : null;
        _promoted ??= _state.Phase == Phase.Promoting ? _now : null;
        if (!_state.Phase.IsFinal())
        {
            _route.Apply(_plan, _state);
        }
    }

    /// <summary>Kept while nothing happens: the same integers are the same verdicts, unless something in flight grows old.</summary>
    private Observation Observe()
    {
        if (_seen is { } kept && Flights.None && _state.HeldBecause != HeldBecause.Environment)
        {
            return kept;
        }

        return _seen = Observation.Of(_plan, _state, _run, InFlightNow, () => _minute.Read(_now)) with { CandidateReady = true, Failure = _failure };
    }

    private IReadOnlyList<InFlight> InFlightNow() => Flights.Older(_now.Ticks + 1 - _age.Ticks);

    private GuardSet Frozen(GuardSet guards) => LimitFreeze.Apply(guards, _history);

    private static Ending EndingOf(TimeSpan now, in Attempted attempted, ulong? hash) => new(
        attempted.Outcome, attempted.Duration, attempted.Invalid, hash, attempted.Host, attempted.HostLost, now.Ticks + 1, (now + attempted.Duration).Ticks + 1);
}
