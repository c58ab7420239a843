using System.Collections.Concurrent;
using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Tells a bad host from a bad version: while another host of the version answers, one host's failures in a row are one bad attempt together.</summary>
/// <remarks>A version that fails everywhere has no host that answers, so each of its failures counts.</remarks>
public sealed class HostStreaks
{
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

        return ending.Outcome == Outcome.Aborted || streak.FirstBad() || !SiblingAnsweredSince(host, streak.LastGood);
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

    private sealed class Streak
    {
        private long _lastGood;
        private int _bad;

        /// <summary>Timestamp; 0: never.</summary>
        public long LastGood => Volatile.Read(ref _lastGood);

        public void Good(long now)
        {
            Volatile.Write(ref _lastGood, now);
            Volatile.Write(ref _bad, 0);
        }

        /// <returns>True for the first failure since the host answered.</returns>
        public bool FirstBad() => Interlocked.Exchange(ref _bad, 1) == 0;
    }
}
