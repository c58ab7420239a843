using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Overviews;

/// <summary>What an operator should look at first.</summary>
internal static class Trouble
{
    /// <param name="live">Of the rollout that goes on, or just ended; null: neither.</param>
    /// <param name="doubted">One of its guards is suspect or has failed.</param>
    /// <param name="rolledBack">How the latest ended, within a day.</param>
    /// <param name="errors">Share of the last minute's requests; null: there were none.</param>
    /// <returns>As <see cref="ModelOverview.Trouble"/>.</returns>
    public static double Of(Phase? live, bool doubted, bool rolledBack, double? errors) => live switch
    {
        Phase.RollingBack => 100,
        Phase.Held => 90,
        Phase.RolledBack => 80,
        null when rolledBack => 80,
        not (null or Phase.Promoted or Phase.Aborted) when doubted => 70,
        _ when errors > ModelOverview.TooManyErrors => ModelOverview.Troubled + errors.Value,
        null or Phase.Promoted or Phase.Aborted => 0,
        _ => 30,
    };
}
