using Microsoft.Extensions.Options;

namespace Gateway.Routing.Limits;

/// <summary>Who gets in: over a limit the answer is no, at once.</summary>
internal sealed class Admission(IOptions<LimitsOptions> limits, MemoryLimit memory)
{
    private readonly int _mostInFlight = limits.Value.MaxInFlight;

    /// <returns>Null: it is in, and must leave the model's bulkhead.</returns>
    public (int Code, string Message)? Enter(Prediction prediction)
    {
        if (memory.Over)
        {
            return (StatusCodes.Status503ServiceUnavailable, "The gateway has no memory to spare (Limits:MaxMemory).");
        }

        int most = prediction.Snapshot.Settings.MaxInFlight ?? _mostInFlight;
        return prediction.Route.Bulkhead.TryEnter(most)
            ? null
            : (StatusCodes.Status429TooManyRequests, $"Model \"{prediction.Snapshot.Model}\" has {most} predictions under way, as many as it may.");
    }
}
