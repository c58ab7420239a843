namespace Gateway.ModelHost.Batching;

/// <summary>
/// Those who were just answered together are expected back together: without this a first one that returns runs alone and the others wait for it (32 clients of a 16 ms model: runs of 1 and 31 by turns, half of
/// what the model can do; 2026-11). They are waited for as long as a run of their own would cost above what their rows cost: whether they come or not, about twice the best is spent at most (the ski rental's bound).
/// Where they seldom come, nobody waits: each run tells, whether it was waited for or not.
/// </summary>
/// <param name="Missing">Calls that have not come since the last run ended; 0: none is expected.</param>
/// <param name="Until">They are expected by then; nothing waits for shorter than a timer can tell.</param>
/// <param name="Trust">How often, of late, all were back in time: from 0 to 1, the last time counts a quarter.</param>
internal readonly record struct Gathering(int Missing, TimeSpan Until, double Trust)
{
    private const double Kept = 0.75, Enough = 0.5;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static readonly Gathering None = new(0, TimeSpan.MinValue, Enough);

    /// <summary>A run has ended, and no other is going.</summary>
    /// <param name="answered">Calls that will fit those who wait already, if they come again.</param>
    /// <param name="waiting">Calls that wait already.</param>
    public Gathering After(int answered, int waiting, RunCost cost, TimeSpan now)
    {
        double trust = Until == TimeSpan.MinValue || (Missing > 0 && now < Until) ? Trust : (Kept * Trust) + (Missing == 0 ? 1 - Kept : 0);
        return answered > 0 && answered + waiting > 1 && cost.Fixed >= Least ? new Gathering(answered, now + cost.Fixed, trust) : None with { Trust = trust };
    }

    /// <summary>A call has come.</summary>
    public Gathering Come(TimeSpan now) => Missing > 0 && now < Until ? this with { Missing = Missing - 1 } : this;

    public bool Holds(TimeSpan now) => Missing > 0 && now < Until && Trust >= Enough;
}
