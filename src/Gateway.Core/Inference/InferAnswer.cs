namespace Gateway.Core.Inference;

/// <summary>The outputs of an infer answer. Dispose gives their memory back.</summary>
public sealed record InferAnswer(IReadOnlyList<Tensor> Outputs) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor output in Outputs)
        {
            output.Dispose();
        }
    }
}
