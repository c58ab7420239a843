namespace Gateway.ModelHost.Batching;

/// <summary>Who runs together next. Pure: the same waiting requests at the same time have the same fates.</summary>
internal static class Joining
{
    private static readonly TimeSpan TimersAreLate = TimeSpan.FromMilliseconds(5); // at most, on an idle machine: the clock behind them ticks with the kernel

    /// <param name="waiting">In the order in which they are to run: of one priority, that of their arrival.</param>
    /// <param name="gathering">Who is expected back.</param>
    /// <param name="fates">One for each; at most one run's worth joins, always with the first that still waits, and in order.</param>
    /// <returns>When to look again if nothing happens before; <see cref="TimeSpan.MaxValue"/>: no need.</returns>
    public static TimeSpan Next(ReadOnlySpan<Candidate> waiting, JoinRules rules, Gathering gathering, bool turnIsFree, TimeSpan now, Span<Fate> fates)
    {
        (int first, TimeSpan oldest, TimeSpan look) = Sweep(waiting, now, fates);
        if (first < 0 || !turnIsFree)
        {
            return look;
        }

        TimeSpan ripe = oldest + rules.MaxQueueDelay;
        bool inTime = gathering.Until < look - TimersAreLate, roomForMore = waiting.Length < rules.Queue;
        if (waiting[first].Kind != Candidate.Alone && gathering.Holds(now) && inTime && roomForMore)
        {
            ripe = gathering.Until > ripe ? gathering.Until : ripe;
        }

        int last = Last(waiting, rules, first, now >= ripe, fates);
        if (last < 0)
        {
            return ripe < look ? ripe : look;
        }

        for (int i = first; i <= last; i++)
        {
            if (fates[i] == Fate.Waits && (i == first || waiting[i].Kind == waiting[first].Kind))
            {
                fates[i] = Fate.Joins;
            }
        }

        return look;
    }

    private static (int First, TimeSpan Oldest, TimeSpan Look) Sweep(ReadOnlySpan<Candidate> waiting, TimeSpan now, Span<Fate> fates)
    {
        (int first, TimeSpan oldest, TimeSpan look) = (-1, TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (int i = waiting.Length - 1; i >= 0; i--)
        {
            fates[i] = waiting[i].Gone ? Fate.Gone : waiting[i].Deadline <= now ? Fate.Expired : Fate.Waits;
            if (fates[i] == Fate.Waits)
            {
                first = i;
                oldest = waiting[i].Since < oldest ? waiting[i].Since : oldest;
                look = waiting[i].Deadline < look ? waiting[i].Deadline : look;
            }
        }

        return (first, oldest, look);
    }

    /// <returns>The last that joins <paramref name="first"/>, itself if it runs alone; −1: better wait for more.</returns>
    private static int Last(ReadOnlySpan<Candidate> waiting, JoinRules rules, int first, bool ripe, ReadOnlySpan<Fate> fates)
    {
        long rows = waiting[first].Rows;
        if (waiting[first].Kind == Candidate.Alone || rows >= rules.MaxBatchSize)
        {
            return first;
        }

        int last = first;
        int preferred = rules.PreferredBatchSizes.Contains((int)rows) ? first : -1;
        bool full = false;
        for (int i = first + 1; i < waiting.Length && !full; i++)
        {
            if (fates[i] != Fate.Waits || waiting[i].Kind != waiting[first].Kind)
            {
                continue;
            }

            full = waiting[i].Rows > rules.MaxBatchSize - rows;
            if (!full)
            {
                rows += waiting[i].Rows;
                last = i;
                preferred = rules.PreferredBatchSizes.Contains((int)rows) ? i : preferred;
            }
        }

        return preferred >= 0 ? preferred : ripe || full || rows == rules.MaxBatchSize ? last : -1;
    }
}
