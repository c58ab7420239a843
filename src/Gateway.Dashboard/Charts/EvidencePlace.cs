using Gateway.Contracts;

namespace Gateway.Dashboard.Charts;

/// <summary>Where a guard stands between passed and failed.</summary>
internal static class EvidencePlace
{
    private const int Middle = 50;

    /// <returns>0: passed, 100: failed, 50: nothing speaks for either. Left of the middle by how many of the attempts needed are there, right of it by the evidence against the candidate.</returns>
    public static int Of(GuardStatus guard)
    {
        double against = guard.Threshold > 0 ? Math.Clamp(guard.LogE / guard.Threshold, 0, 0.96) : 0;
        return guard.Verdict switch
        {
            "passed" => 0,
            "failed" => 100,
            _ when against > 0.02 => (int)(Middle + Middle * against),
            _ => (int)(Middle - Middle * 0.96 * Done(guard)),
        };
    }

    private static double Done(GuardStatus guard) =>
        guard.NeedMore is { Attempts: > 0 } more ? (double)guard.Candidate.Attempts / (guard.Candidate.Attempts + more.Attempts) : 0;
}
