using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Batching;

/// <summary>One request at a model's door, checked already: its answer, once there is one.</summary>
/// <param name="inputs">In the model's own order; the caller keeps them until the task has ended.</param>
/// <param name="outputs">Names, in the order asked for.</param>
internal sealed class Call(IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputs, ModelMetrics metrics, Place place, CancellationToken cancellationToken)
    : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public IReadOnlyList<Tensor> Inputs => inputs;

    public IReadOnlyList<string> Outputs => outputs;

    public ModelMetrics Metrics => metrics;

    public Place Place => place;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The first dimension that all inputs share; 0: they share none.</summary>
    public long Rows { get; } = SharedRows(inputs);

    /// <summary>As the model is counted: at least 1.</summary>
    public long Inferences => Math.Max(1, Rows);

    public int Kind { get; private set; } = Candidate.Alone;

    /// <summary>When it came, on the batcher's clock.</summary>
    public TimeSpan Since { get; private set; }

    /// <summary>Its time is over, and it waits all the same.</summary>
    public bool Late { get; private set; }

    public Candidate Candidate => new(Kind, Rows, Since, place.Delays ? TimeSpan.MaxValue : Deadline, cancellationToken.IsCancellationRequested);

    /// <summary>It runs on its caller's thread, for a turn was free when it came.</summary>
    public bool AtOnce { get; private set; }

    public void Arrive(TimeSpan now) => Since = now;

    public void Start() => AtOnce = true;

    public void Sort(int kind) => Kind = kind;

    /// <returns>True if it became late now.</returns>
    public bool BecomesLate(TimeSpan now) => place.Delays && !Late && (Late = Deadline <= now);

    /// <summary>Higher priority first, then those whose time is not over.</summary>
    public bool IsBefore(Call other) => place.Level != other.Place.Level ? place.Level < other.Place.Level : !Late && other.Late;

    /// <summary>Their rows may be joined: everything but the number of rows agrees.</summary>
    public bool Fits(Call other)
    {
        bool fits = inputs.Count == other.Inputs.Count && (ReferenceEquals(outputs, other.Outputs) || outputs.SequenceEqual(other.Outputs));
        for (int i = 0; fits && i < inputs.Count; i++)
        {
            (Tensor mine, Tensor its) = (inputs[i], other.Inputs[i]);
            fits = mine.Name == its.Name && mine.Datatype == its.Datatype && mine.Shape.AsSpan(1).SequenceEqual(its.Shape.AsSpan(1));
        }

        return fits;
    }

    private TimeSpan Deadline => place.Patience is { } patience && patience < TimeSpan.MaxValue - Since ? Since + patience : TimeSpan.MaxValue;

    private static long SharedRows(IReadOnlyList<Tensor> inputs)
    {
        long rows = inputs is [{ Shape: [var first, ..] }, ..] ? first : 0;
        for (int i = 1; i < inputs.Count; i++)
        {
            rows = inputs[i].Shape is [var other, ..] && other == rows ? rows : 0;
        }

        return rows;
    }
}
