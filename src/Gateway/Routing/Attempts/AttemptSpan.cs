using System.Diagnostics;
using Gateway.Core.Routing;
using Gateway.Telemetry;

namespace Gateway.Routing.Attempts;

/// <summary>One span per attempt, where somebody listens; otherwise nothing is made.</summary>
internal static class AttemptSpan
{
    /// <param name="parent">Of the request that it is for; none: the activity that is under way here.</param>
    /// <returns>Null: nobody listens, or this trace is not sampled.</returns>
    public static Activity? Begin(Attempt attempt, ActivityContext parent = default)
    {
        Activity? span = Traces.Source.StartActivity("attempt", ActivityKind.Client, parent);
        span?.SetTag("gateway.model", attempt.Arm!.Key.Model);
        span?.SetTag("gateway.version", attempt.Arm!.Name);
        span?.SetTag("gateway.prediction", attempt.PredictionId);
        return span;
    }

    /// <param name="attempt">Outcome set, not yet back in its pool.</param>
    public static void End(Activity? span, Attempt attempt)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("gateway.assignment", AttemptWords.Of(attempt.Assignment));
        span.SetTag("gateway.outcome", AttemptWords.Of(attempt.Outcome));
        span.SetTag("gateway.host", attempt.Host);
        span.SetTag("http.response.status_code", attempt.StatusCode == 0 ? null : attempt.StatusCode);
        if (attempt.Outcome is Outcome.Failed or Outcome.Timeout)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }
}
