using Gateway.Routing.Rest;
using Microsoft.Extensions.Options;

namespace Gateway.Routing.Limits;

/// <summary>Who gets in: over a limit the answer is no, at once.</summary>
internal sealed class Admission(IOptions<LimitsOptions> limits, MemoryLimit memory)
{
    private readonly Bulkhead _rest = new();
    private readonly int _mostRest = Math.Min(limits.Value.MaxPredictions, FileShares.Predictions);
    private readonly int _mostOfModel = limits.Value.MaxInFlight;

    /// <returns>Null: it is in, and must <see cref="Leave"/>, once.</returns>
    public Refusal? Enter(Prediction prediction)
    {
        if (memory.Over)
        {
            return new Refusal(StatusCodes.Status503ServiceUnavailable, "memory", "The gateway has no memory to spare (Limits:MaxMemory).");
        }

        if (TakesConnection(prediction) && !_rest.TryEnter(_mostRest))
        {
            return new Refusal(StatusCodes.Status429TooManyRequests, "allInFlight", $"The gateway has {_mostRest} predictions under way, as many as it may (Limits:MaxPredictions, and its process's open files).");
        }

        int most = prediction.Snapshot.Settings.MaxInFlight ?? _mostOfModel;
        if (prediction.Route.Bulkhead.TryEnter(most))
        {
            return null;
        }

        LeaveRest(prediction);
        return new Refusal(StatusCodes.Status429TooManyRequests, "inFlight", $"Model \"{prediction.Snapshot.Model}\" has {most} predictions under way, as many as it may.");
    }

    public void Leave(Prediction prediction)
    {
        prediction.Route.Bulkhead.Leave();
        LeaveRest(prediction);
    }

    private void LeaveRest(Prediction prediction)
    {
        if (TakesConnection(prediction))
        {
            _rest.Leave();
        }
    }

    /// <summary>Of its own, to a host: gRPC's share a few.</summary>
    private static bool TakesConnection(Prediction prediction) => prediction.Protocol == RestProtocol.Instance;
}
