using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Sessions;

/// <param name="Model">Loaded and warmed up.</param>
/// <param name="Batcher">The way to its turns.</param>
/// <param name="Metrics">Null: counted nowhere.</param>
internal sealed record ReadyModel(ModelFile File, LoadedModel Model, InputRules Rules, Batcher Batcher, ModelMetrics? Metrics)
{
    /// <summary>Ends when its last run has, and its memory is given back. Answers that were given outlive it.</summary>
    public async Task RetireAsync()
    {
        await Batcher.CloseAsync();
        Batcher.Dispose();
        Model.Dispose();
    }
}
