using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Counts the attempts of one segment: the one place that says which attempts enter a verdict, and as what.</summary>
/// <remarks>Called for every prediction: no lock, no allocation unless a host dies or a key fails for the first time.</remarks>
public sealed class Tally(RunCounters run, SegmentCounters segment)
{
    public long Segment => segment.Id;

    /// <param name="candidate">The attempt went to the version on trial.</param>
    /// <param name="baseline">It went to the version that it is compared with.</param>
    /// <returns>True for the candidate, false for the baseline, null for what never enters a verdict.</returns>
    public static bool? Role(Assignment assignment, bool candidate, bool baseline) =>
        assignment is not (Assignment.Randomised or Assignment.Sticky or Assignment.StickyRepeat) ? null
        : candidate ? true
        : baseline ? false
        : null;

    /// <returns>False: a key's repeat, which is not counted among the attempts.</returns>
    public bool Started(bool candidate, ulong? stickyHash)
    {
        if (stickyHash is { } hash && !run.Keys.First(candidate, hash))
        {
            return false;
        }

        segment.Count(candidate);
        return true;
    }

    /// <summary>The candidate's attempt that was sent again to another of its hosts: no evidence, but it says whether that host answers.</summary>
    public void Retried(in Ending ending) => run.CandidateHosts.Heard(ending);

    /// <returns>True: the candidate failed in a way that is judged at once.</returns>
    public bool Ended(bool candidate, in Ending ending)
    {
        (candidate ? run.Candidate : run.Baseline).Add(ending.Duration);
        bool judge = false;
        bool countsOfHost = !candidate || run.CandidateHosts.Counts(ending); // the baseline is forgiven nothing: docs/decisions/0008
        bool? counts = null;
        for (int i = 0; i < segment.Counters.Length; i++)
        {
            GuardCounter counter = segment.Counters[i];
            if (counter.IsBad(ending)
                && (ending.StickyHash is not { } hash || run.Keys.FirstBad(counter.Name, candidate, hash))
                && (counts ??= countsOfHost && segment.FirstOfDeath(ending)))
            {
                segment.CountBad(i, candidate);
                judge |= candidate && counter.Inline;
            }
        }

        return judge;
    }
}
