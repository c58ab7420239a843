using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Sessions;

/// <param name="Model">Loaded and warmed up.</param>
/// <param name="Rules">What requests are checked against.</param>
/// <param name="Own">How it runs before the gateway's settings say otherwise.</param>
/// <param name="Batcher">The way to its turns.</param>
internal sealed record ReadyModel(ModelFile File, LoadedModel Model, InputRules Rules, JoinRules Own, Batcher Batcher, ModelMetrics Metrics)
{
    public void Apply(LiveSettings settings)
    {
        Rules.Ignored = settings.IgnoredInputs;
        Batcher.Rules = settings.Batching.Over(Own);
    }

    /// <summary>Ends when its last run has, and its memory is given back. Answers that were given outlive it.</summary>
    public async Task RetireAsync()
    {
        await Batcher.CloseAsync();
        Batcher.Dispose();
        Model.Dispose();
    }
}
