using System.Collections.Concurrent;
using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Tells a bad host from a bad version: while another host of the version answers, one host's failures in a row are one bad attempt together.</summary>
/// <remarks>
/// A version that fails everywhere has no host that answers, so each of its failures counts. At the very beginning no other host has
/// been heard of yet: it is given a second.
/// </remarks>
public sealed class HostStreaks
{
    private const long FirstWordFromSibling = TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<string, Streak> _hosts = new();

    /// <returns>False: this failure was counted already, with the ones before it on the same host.</returns>
    public bool Counts(in Ending ending)
    {
        if (ending.Host is not { } host)
        {
            return true;
        }

        Streak streak = _hosts.GetOrAdd(host, static _ => new Streak());
        if (ending.Outcome is Outcome.Ok or Outcome.Rejected)
        {
            streak.Good(ending.EndedAt);
            return true;
        }

        return ending.Outcome == Outcome.Aborted || streak.FirstBad(ending.EndedAt) || !(SiblingAnsweredSince(host, streak.LastGood) || (ending.HasSibling && SiblingUnheard(host, streak, ending.EndedAt)));
    }

    /// <summary>What is no evidence, but says whether the host answers: no failure is used up by it.</summary>
    public void Heard(in Ending ending)
    {
        if (ending.Host is { } host)
        {
            Streak streak = _hosts.GetOrAdd(host, static _ => new Streak());
            if (ending.Outcome is Outcome.Ok or Outcome.Rejected)
            {
                streak.Good(ending.EndedAt);
            }
        }
    }

    private bool SiblingAnsweredSince(string host, long since)
    {
        foreach ((string other, Streak streak) in _hosts)
        {
            if (other != host && streak.LastGood > since)
            {
                return true;
            }
        }

        return false;
    }

    private bool SiblingUnheard(string host, Streak streak, long now)
    {
        foreach ((string other, _) in _hosts)
        {
            if (other != host)
            {
                return false;
            }
        }

        return now - streak.BadSince < FirstWordFromSibling;
    }

    private sealed class Streak
    {
        private long _lastGood;
        private long _badSince;

        /// <summary>Timestamp; 0: never.</summary>
        public long LastGood => Volatile.Read(ref _lastGood);

        /// <summary>Timestamp of the first failure since the host answered; 0: none.</summary>
        public long BadSince => Volatile.Read(ref _badSince);

        public void Good(long now)
        {
            Volatile.Write(ref _lastGood, now);
            Volatile.Write(ref _badSince, 0);
        }

        /// <returns>True for the first failure since the host answered.</returns>
        public bool FirstBad(long now) => Interlocked.CompareExchange(ref _badSince, now, 0) == 0;
    }
}
