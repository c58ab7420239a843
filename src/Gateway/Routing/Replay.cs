namespace Gateway.Routing;

/// <summary>Whether the time and the budget allow one more attempt.</summary>
internal static class Replay
{
    public static bool MayStart(HttpContext context, Attempt attempt)
    {
        Deadline deadline = context.Features.Get<Deadline>()!;
        if (deadline.ClientGone || deadline.Left <= (attempt.Snapshot!.Run?.BaselineP95 ?? TimeSpan.Zero))
        {
            return false;
        }

        if (context.Features.Get<ModelRoute>()!.Budget.TryTake())
        {
            return true;
        }

        Dropped.ReplayBudget.Inc();
        return false;
    }
}
