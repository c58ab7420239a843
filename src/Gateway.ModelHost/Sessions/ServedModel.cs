namespace Gateway.ModelHost.Sessions;

/// <summary>A model version that is to be served: loading, ready, or failed with a reason.</summary>
internal sealed class ServedModel(ModelFile file)
{
    private volatile ReadyModel? _ready;
    private volatile ReadyModel? _rehearsing;
    private volatile string? _failure;

    public ModelFile File { get; } = file;

    public ReadyModel? Ready { get => _ready; set => _ready = value; }

    /// <summary>Answers, and is not yet said to.</summary>
    public ReadyModel? Rehearsing { get => _rehearsing; set => _rehearsing = value; }

    public string? Failure { get => _failure; set => _failure = value; }
}
