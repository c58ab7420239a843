using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>
/// Runs a plan against a workload, event by event, through the code of the live gateway: split, tally, judge, machine.
/// Pure: the same scenario, workload and seed give the same run.
/// </summary>
public sealed class Simulation
{
    private readonly Scenario _scenario;
    private readonly IWorkload _workload;
    private readonly ISimulationLog? _log;
    private readonly RunCounters _run = new("model", Guid.Empty, [], ImmutableDictionary<string, long>.Empty);
    private readonly LatencyHistogram _history = new();
    private readonly BaselineMinute _minute = new();
    private readonly PriorityQueue<Flight, (long At, long Number)> _flights = new();
    private readonly SimulatedRoute _route;
    private readonly TimeSpan _age;
    private RolloutPlan _plan;
    private RolloutState _state = RolloutState.First;
    private Observation? _seen;
    private GuardFailure? _failure;
    private TimeSpan _now;
    private TimeSpan _decided;
    private TimeSpan? _firstBad;
    private TimeSpan? _promoted;
    private TimeSpan? _failed;
    private (long Attempts, long Bad, long BadAtVerdict) _candidate;
    private long _number;
    private bool _environment;

    private Simulation(Scenario scenario, IWorkload workload, ulong seed, ISimulationLog? log)
    {
        (_scenario, _workload, _log) = (scenario, workload, log);
        _route = new SimulatedRoute(_run, seed, log);
        while (workload.Before() is { } latency)
        {
            _history.Add(latency);
        }

        _plan = scenario.Plan.Freeze(Frozen);
        _age = LimitFreeze.InFlightAge(_plan.Guards, _history, scenario.Timeout);
    }

    /// <param name="seed">Of the assignment; the workload has its own.</param>
    /// <param name="log">Told of everything that is counted.</param>
    public static SimulatedRun Run(Scenario scenario, IWorkload workload, ulong seed, ISimulationLog? log = null) =>
        new Simulation(scenario, workload, seed, log).ToTheEnd();

    private SimulatedRun ToTheEnd()
    {
        Decide();
        Arrival? arrival = _workload.Next();
        TimeSpan tick = _scenario.Tick;
        while (!IsOver(arrival))
        {
            TimeSpan next = arrival?.At ?? TimeSpan.MaxValue;
            TimeSpan end = _flights.TryPeek(out _, out (long At, long _) first) ? TimeSpan.FromTicks(first.At) : TimeSpan.MaxValue;
            if (end <= next && end <= tick)
            {
                Land(_now = end);
            }
            else if (next <= tick)
            {
                _now = next;
                Start(arrival!.Value);
                arrival = _workload.Next();
            }
            else
            {
                _now = tick;
                tick += _scenario.Tick;
                Decide();
            }
        }

        return Result();
    }

    /// <summary>A run that is held for anything but an outage waits for a human, who is not simulated.</summary>
    private bool IsOver(Arrival? arrival) =>
        _now >= _scenario.Until || _state.Phase.IsFinal() || _failed is not null || _state.HeldBecause is not (null or HeldBecause.Environment) || _promoted is not null && !_scenario.ThroughBake || arrival is null && _flights.Count == 0;

    private void Start(in Arrival arrival)
    {
        (bool candidate, ulong? hash) = _route.Assign(arrival);
        Attempted attempted = _workload.Send(candidate, arrival);
        bool repeat = _route.Tally is { } tally && !tally.Started(candidate, hash);
        Assignment assignment = hash is null ? Assignment.Randomised : repeat ? Assignment.StickyRepeat : Assignment.Sticky;
        TimeSpan end = _now + attempted.Duration;
        Ending ending = new(attempted.Outcome, attempted.Duration, attempted.Invalid, hash, attempted.Host, attempted.HostLost, _now.Ticks + 1, end.Ticks + 1);
        _flights.Enqueue(new Flight(_number, candidate, repeat, _route.Tally, ending), (end.Ticks, _number));
        if (_route.Tally is not null)
        {
            _log?.Started(_number, candidate, assignment, hash);
        }

        _number++;
        _candidate.Attempts += candidate ? 1 : 0;
        _seen = null;
    }

    private void Land(TimeSpan now)
    {
        Flight flight = _flights.Dequeue();
        Ending ending = flight.Ending;
        if (!flight.Candidate)
        {
            _minute.Add(now, ending);
            _history.Add(ending.Duration);
        }
        else if (IsBad(ending))
        {
            _candidate.Bad++;
            _firstBad ??= now;
        }

        _seen = null;
        if (flight.Tally is { } tally)
        {
            _log?.Ended(flight.Number, ending);
            if (tally.Ended(flight.Candidate, ending) && _failure is null && Judge.FailedAtOnce(_plan.Counted, _run.Read(), InFlightNow) is { } failed)
            {
                _failure = new GuardFailure(failed.Guard.Guard.Text, $"{failed.Guard.Guard.Text}: {Says.Sentence(failed, null)}");
                _route.Latched = true;
                Decide(); // the verdict wakes the tick
            }
        }
    }

    private void Decide()
    {
        TimeSpan elapsed = _now - _decided;
        _decided = _now;
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
        if (_state.Phase == Phase.RollingBack)
        {
            _failed = _now;
            _candidate.BadAtVerdict = _candidate.Bad;
        }

        _promoted = _state.Phase == Phase.Promoting ? _now : _promoted;
        _route.Apply(_plan, _state);
    }

    /// <summary>Kept while nothing happens: the same integers are the same verdicts, unless something in flight grows old.</summary>
    private Observation Observe()
    {
        if (_seen is { } kept && _flights.Count == 0 && _state.HeldBecause != HeldBecause.Environment)
        {
            return kept;
        }

        Evidence evidence = _run.Read();
        ImmutableArray<Judgement> judgements = Judge.Verdicts(_plan.GuardsIn(_state), evidence, InFlightNow);
        return _seen = new Observation(
            judgements,
            evidence.CandidateAttempts,
            CandidateReady: true,
            EnvironmentOver: _state.HeldBecause == HeldBecause.Environment && Calm.IsOver(judgements, _minute.Read(_now)),
            Failure: _failure);
    }

    private List<InFlight> InFlightNow()
    {
        long before = _now.Ticks + 1 - _age.Ticks;
        return
        [
            .. _flights.UnorderedItems.Select(item => item.Element).Where(flight => flight.Tally is not null && !flight.Repeat && flight.Ending.StartedAt <= before)
                .GroupBy(flight => flight.Tally!.Segment)
                .Select(segment => new InFlight(segment.Key, segment.Count(flight => flight.Candidate), segment.Count(flight => !flight.Candidate))),
        ];
    }

    private GuardSet Frozen(GuardSet guards) => LimitFreeze.Apply(guards, _history);

    private SimulatedRun Result()
    {
        long later = _flights.UnorderedItems.Count(item => item.Element is { Candidate: true, Ending: var ending } && IsBad(ending));
        return new SimulatedRun(
            _state, _now, _promoted, _failed, _failed is null ? null : _state.Reason, _firstBad,
            _candidate.Attempts, _candidate.Bad + later, _candidate.BadAtVerdict, _environment, _run.Read());
    }

    private static bool IsBad(in Ending ending) => ending.Outcome is Outcome.Failed or Outcome.Timeout or Outcome.Rejected or Outcome.Aborted || ending.Invalid;

    /// <param name="Tally">Of the weights that assigned it, wherever they are by now; null: not counted.</param>
    private sealed record Flight(long Number, bool Candidate, bool Repeat, Tally? Tally, Ending Ending);
}
