namespace Gateway.ModelHost.Batching;

/// <summary>Those who were just answered together are expected back together: without this a first one that returns runs alone and the others wait for it (32 clients of a 16 ms model: runs of 1 and 31 by turns, half of what the model can do; 2026-11).</summary>
/// <param name="Calls">So many end the wait; up to 1: there is none.</param>
/// <param name="Until">An eighth of the run that ended, later; nothing waits for shorter than a timer can tell.</param>
internal readonly record struct Gathering(int Calls, TimeSpan Until)
{
    private const int Part = 8;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static readonly Gathering None = new(0, TimeSpan.MinValue);

    /// <param name="answered">Calls of the run that ended.</param>
    /// <param name="waiting">Calls that wait already.</param>
    public static Gathering After(int answered, int waiting, TimeSpan took, TimeSpan now) =>
        answered + waiting > 1 && took / Part >= Least ? new Gathering(answered + waiting, now + (took / Part)) : None;

    public bool Holds(int waiting, TimeSpan now) => waiting < Calls && now < Until;
}
