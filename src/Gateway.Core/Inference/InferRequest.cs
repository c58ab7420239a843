namespace Gateway.Core.Inference;

/// <summary>An infer request of the Open Inference Protocol, whichever way it came.</summary>
/// <param name="Outputs">What was asked for; empty: all.</param>
public sealed record InferRequest(string? Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<RequestedOutput> Outputs) : IDisposable
{
    public RequestParameters Parameters { get; init; } = RequestParameters.None;

    public void Dispose()
    {
        foreach (Tensor input in Inputs)
        {
            input.Dispose();
        }
    }
}
