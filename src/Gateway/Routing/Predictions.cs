using Gateway.Core.Routing;
using Gateway.Routing.Attempts;

namespace Gateway.Routing;

/// <summary>What every answer of a version carries.</summary>
internal static class Predictions
{
    public static void Sign(HttpResponse response, Attempt attempt)
    {
        response.Headers["x-model-version"] = attempt.Arm!.Name;
        response.Headers[PredictionId.Header] = attempt.PredictionId;
        if (attempt.Assignment == Assignment.Rescue)
        {
            response.Headers["x-rescued"] = "true";
        }
    }
}
