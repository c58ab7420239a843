namespace Gateway.Core.Analysis.Counting;

/// <summary>The judgement at the moment that the candidate fails: only of guards that may roll back and whose bad attempts are judged at once.</summary>
public static class InlineJudge
{
    /// <param name="inFlight">Asked only where a failure is about to be concluded.</param>
    /// <returns>The first guard, in the plan's order, that has failed; null when none has.</returns>
    public static Judgement? Failed(GuardSet guards, RunCounters run, Func<IReadOnlyList<InFlight>> inFlight)
    {
        foreach (JudgedGuard guard in guards.Guards)
        {
            if (guard.Guard is { DryRun: false, Action: GuardAction.Rollback, Measure: Measure.Errors or Measure.Invalid }
                && Judge.MayFail(guard, run.Total(guard))
                && Judge.Verdict(guard, guards.PassThreshold, run.Read(), inFlight) is { Verdict: Verdict.Failed } failed)
            {
                return failed;
            }
        }

        return null;
    }
}
