using Gateway.Core.Inference;
using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Sessions;

/// <summary>A request's way through a model, whichever protocol it came by.</summary>
internal sealed class Runner(ModelSet models)
{
    /// <returns>In the order of the request's outputs; the caller's to dispose.</returns>
    /// <exception cref="ProtocolException">The request does not fit the model.</exception>
    /// <exception cref="BusyException">Too many wait already, or it waited longer than it says it may.</exception>
    /// <exception cref="ModelException">The model threw while running.</exception>
    public async Task<Answer> RunAsync(ReadyModel ready, InferRequest request, CancellationToken cancellationToken)
    {
        List<Tensor> filled = [];
        try
        {
            IReadOnlyList<Tensor> inputs = ready.Rules.Apply(request, filled);
            IReadOnlyList<string> outputs = ready.Rules.Outputs(request);
            return await ready.Batcher.RunAsync(new Call(inputs, outputs, ready.Metrics, ready.File.Config.Queue.PlaceOf(request.Parameters), cancellationToken))
                ?? await ReplacedAsync(ready, request, cancellationToken);
        }
        finally
        {
            filled.ForEach(tensor => tensor.Dispose());
        }
    }

    /// <summary>It was on its way out between the look at the set and the run: what took its place answers.</summary>
    private Task<Answer> ReplacedAsync(ReadyModel gone, InferRequest request, CancellationToken cancellationToken) =>
        models.Find(gone.File.Name, gone.File.Version)?.Ready is { } next && next != gone
            ? RunAsync(next, request, cancellationToken)
            : throw new BusyException($"Version {gone.File.Version} of {gone.File.Name} is being unloaded.");
}
