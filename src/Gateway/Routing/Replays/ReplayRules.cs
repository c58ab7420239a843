using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;

namespace Gateway.Routing.Replays;

/// <summary>Where a failed attempt may be repeated.</summary>
internal enum Fallback
{
    None,
    Sibling,
    Baseline,
}

/// <summary>Which attempts are repeated, and where: on a sibling host of the version, or on the baseline.</summary>
internal static class ReplayRules
{
    /// <param name="siblings">The version has another host that takes traffic.</param>
    /// <param name="retried">A sibling was tried already.</param>
    public static Fallback Next(RouteSnapshot snapshot, Attempt attempt, bool siblings, bool retried)
    {
        bool rescue = attempt.Assignment is Assignment.Randomised or Assignment.Sticky or Assignment.StickyRepeat or Assignment.Retry
            && snapshot.Run is { Rescue: true } run && run.Candidate == attempt.Arm!.Name;
        bool retry = siblings && !retried && attempt.Assignment != Assignment.Rescue;

        // The version itself answered with a failure: its sibling would fail as well. A broken connection says nothing of the version.
        return retry && !(rescue && attempt.StatusCode >= 500) ? Fallback.Sibling : rescue ? Fallback.Baseline : Fallback.None;
    }

    /// <summary>5xx but 501; never 4xx.</summary>
    public static bool Repeatable(int statusCode) => statusCode >= 500 && statusCode != StatusCodes.Status501NotImplemented;
}
