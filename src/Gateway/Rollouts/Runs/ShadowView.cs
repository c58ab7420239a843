using Gateway.Analysis;
using Gateway.Api;
using Gateway.Contracts;

namespace Gateway.Rollouts.Runs;

/// <summary>A run's copies as the API shows them.</summary>
internal static class ShadowView
{
    /// <exception cref="RefusedException">404: the run has no copies.</exception>
    public static ShadowReport Of(RolloutRecord record, ShadowTotals totals)
    {
        if (totals.IsNone && record.State.Mirror == 0 && !record.Plan.Steps.Any(step => step.Mirror > 0))
        {
            throw new RefusedException(404, "shadow-not-found", "This rollout has no copies.", $"Rollout {record.Id} sends no copies to version {record.Plan.Candidate.Version}: name a shadow phase (\"shadow\":{{\"percent\":100}}).");
        }

        long compared = totals.Agreed + totals.Disagreed;
        return new ShadowReport(
            totals.Pairs, totals.Agreed, totals.Disagreed,
            totals.Rows > 0 ? (double)totals.RowsAgreed / totals.Rows : null,
            compared > 0 ? totals.Largest : null,
            compared > 0 ? totals.SumOfMeans / compared : null,
            totals.NonFinite, totals.Unlike, totals.Dropped, totals.Different);
    }
}
