namespace Gateway.Core.Inference;

/// <summary>An infer request of the Open Inference Protocol.</summary>
/// <param name="Outputs">Names that were asked for; null: all.</param>
public sealed record InferRequest(string? Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<string>? Outputs) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor input in Inputs)
        {
            input.Dispose();
        }
    }
}
