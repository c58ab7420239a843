using System.Globalization;
using Gateway.Core.Routing;
using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>Draws <see cref="SyntheticTraffic"/>.</summary>
internal sealed class SyntheticWorkload(SyntheticTraffic traffic, ulong seed) : IWorkload
{
    private readonly Draws _arrivals = new Draws(seed).Stream(1);
    private readonly Draws _users = new Draws(seed).Stream(2);
    private readonly Arm _baseline = new(traffic.Baseline, "b", new Draws(seed).Stream(3));
    private readonly Arm _candidate = new(traffic.Candidate, "c", new Draws(seed).Stream(4));
    private readonly string[] _keys = [.. Enumerable.Range(0, traffic.Users).Select(user => user.ToString(CultureInfo.InvariantCulture))];
    private long _history = traffic.HistoryAttempts;
    private double _seconds;

    public TimeSpan? Before() => _history-- > 0 ? traffic.Baseline.Latency.Draw(_baseline.Draws) : null;

    public Arrival? Next()
    {
        _seconds += (traffic.Steady ? 1 : _arrivals.Exponential()) / traffic.Rate;
        TimeSpan at = TimeSpan.FromTicks((long)(_seconds * TimeSpan.TicksPerSecond));
        if (_keys.Length == 0)
        {
            return new Arrival(at);
        }

        int user = _users.Below(_keys.Length);
        return new Arrival(at, _keys[user], user);
    }

    public Attempted Send(bool candidate, in Arrival arrival)
    {
        Arm arm = candidate ? _candidate : _baseline;
        (int Index, string Name)? host = arm.Host(arrival.At);
        if (host is not { } alive)
        {
            return new Attempted(Outcome.Failed, TimeSpan.Zero);
        }

        Attempted attempted = arm.Answer(arrival, traffic.Timeout);
        attempted = attempted.Duration >= traffic.Timeout ? attempted with { Outcome = Outcome.Timeout, Duration = traffic.Timeout, Invalid = false } : attempted;
        attempted = traffic.Patience is { } patience && attempted.Duration > patience ? new Attempted(Outcome.Aborted, patience) : attempted;
        return arm.Survives(arrival.At, attempted, alive.Index) with { Host = alive.Name };
    }

    private sealed class Arm(VersionBehaviour behaviour, string name, Draws draws)
    {
        private readonly string[] _names = [.. Enumerable.Range(0, behaviour.Hosts).Select(host => string.Create(CultureInfo.InvariantCulture, $"{name}-{host}"))];
        private int _next;

        public Draws Draws => draws;

        public (int Index, string Name)? Host(TimeSpan at)
        {
            for (int tried = 0; tried < _names.Length; tried++)
            {
                int host = _next = (_next + 1) % _names.Length;
                if (DiesAt(host) is not { } death || at < death)
                {
                    return (host, _names[host]);
                }
            }

            return null;
        }

        public Attempted Answer(in Arrival arrival, TimeSpan timeout)
        {
            foreach (Outage outage in behaviour.Outages)
            {
                if (arrival.At >= outage.From && arrival.At < outage.To && draws.Chance(outage.Rate))
                {
                    return new Attempted(Outcome.Failed, outage.FailsAfter ?? timeout);
                }
            }

            TimeSpan latency = behaviour.Latency.Draw(draws);
            return arrival.User >= 0 && arrival.User < behaviour.BadUsers || draws.Chance(behaviour.BadRate) ? new Attempted(Outcome.Failed, latency)
                : draws.Chance(behaviour.RejectedRate) ? new Attempted(Outcome.Rejected, latency)
                : new Attempted(Outcome.Ok, latency, draws.Chance(behaviour.InvalidRate), Differs: draws.Chance(behaviour.DiffersRate));
        }

        /// <summary>Unless its host dies first.</summary>
        public Attempted Survives(TimeSpan at, Attempted attempted, int host) => DiesAt(host) is { } death && death < at + attempted.Duration
            ? new Attempted(Outcome.Failed, death - at, HostLost: true)
            : attempted;

        private TimeSpan? DiesAt(int host)
        {
            foreach (HostDeath death in behaviour.Deaths)
            {
                if (death.Host == host)
                {
                    return death.At;
                }
            }

            return null;
        }
    }
}
