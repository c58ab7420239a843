using Gateway.Routing.Attempts;
using Gateway.Telemetry;

namespace Gateway.Routing.Replays;

/// <summary>Whether the time and the budget allow one more attempt.</summary>
internal static class Replay
{
    public static bool MayStart(Prediction prediction)
    {
        Deadline deadline = prediction.Deadline;
        if (deadline.ClientGone || deadline.Left <= (prediction.Snapshot.Run?.BaselineP95 ?? TimeSpan.Zero))
        {
            return false;
        }

        if (prediction.Route.Budget.TryTake())
        {
            return true;
        }

        Dropped.ReplayBudget.Inc();
        return false;
    }
}
