using Gateway.Core.Routing;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;

namespace Gateway.Analysis.History;

/// <summary>Keeps a model's traffic over time, whether or not a run is live.</summary>
internal sealed class HistoryObserver(TrafficHistory history) : IRequestObserver
{
    public void Started(Attempt attempt)
    {
    }

    public void Ended(Attempt attempt)
    {
        if (attempt.Assignment is not Assignment.Probe)
        {
            history.Of(attempt.Arm!.Key).Attempted(attempt);
        }
    }

    public void Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration)
    {
        if (rescued)
        {
            history.Of(version.Key).Rescued();
        }
    }
}
