using Microsoft.Extensions.Options;

namespace Gateway.Routing.Limits;

/// <summary>Who gets in: over a limit the answer is no, at once.</summary>
internal sealed class Admission(IOptions<LimitsOptions> limits, MemoryLimit memory)
{
    private readonly Bulkhead _all = new();
    private readonly int _most = Math.Min(limits.Value.MaxPredictions, FileShares.Predictions);
    private readonly int _mostOfModel = limits.Value.MaxInFlight;

    /// <returns>Null: it is in, and must <see cref="Leave"/>, once.</returns>
    public (int Code, string Message)? Enter(Prediction prediction)
    {
        if (memory.Over)
        {
            return (StatusCodes.Status503ServiceUnavailable, "The gateway has no memory to spare (Limits:MaxMemory).");
        }

        if (!_all.TryEnter(_most))
        {
            return (StatusCodes.Status429TooManyRequests, $"The gateway has {_most} predictions under way, as many as it may (Limits:MaxPredictions and the open files of its process).");
        }

        int most = prediction.Snapshot.Settings.MaxInFlight ?? _mostOfModel;
        if (prediction.Route.Bulkhead.TryEnter(most))
        {
            return null;
        }

        _all.Leave();
        return (StatusCodes.Status429TooManyRequests, $"Model \"{prediction.Snapshot.Model}\" has {most} predictions under way, as many as it may.");
    }

    public void Leave(Prediction prediction)
    {
        prediction.Route.Bulkhead.Leave();
        _all.Leave();
    }
}
