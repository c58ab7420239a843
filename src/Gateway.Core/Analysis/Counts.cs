namespace Gateway.Core.Analysis;

/// <summary>One counter's integers in one segment. Additive, so replicas and restarts merge by adding.</summary>
public readonly record struct Counts(long CandidateBad, long BaselineBad, long CandidateAttempts, long BaselineAttempts)
{
    public long Bad => CandidateBad + BaselineBad;

    /// <summary>
    /// No more bad than attempts. A sticky key counts among the attempts where it came first, so segments summed from a later one on may
    /// hold its first bad attempt without it: such a key is in neither.
    /// </summary>
    public Counts Whole() => this with { CandidateBad = Math.Min(CandidateBad, CandidateAttempts), BaselineBad = Math.Min(BaselineBad, BaselineAttempts) };

    public static Counts operator +(Counts a, Counts b) => new(
        a.CandidateBad + b.CandidateBad,
        a.BaselineBad + b.BaselineBad,
        a.CandidateAttempts + b.CandidateAttempts,
        a.BaselineAttempts + b.BaselineAttempts);
}
