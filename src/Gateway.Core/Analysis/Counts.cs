namespace Gateway.Core.Analysis;

/// <summary>One counter's integers in one segment. Additive, so replicas and restarts merge by adding.</summary>
public readonly record struct Counts(long CandidateBad, long BaselineBad, long CandidateAttempts, long BaselineAttempts)
{
    public long Bad => CandidateBad + BaselineBad;

    public static Counts operator +(Counts a, Counts b) => new(
        a.CandidateBad + b.CandidateBad,
        a.BaselineBad + b.BaselineBad,
        a.CandidateAttempts + b.CandidateAttempts,
        a.BaselineAttempts + b.BaselineAttempts);
}
