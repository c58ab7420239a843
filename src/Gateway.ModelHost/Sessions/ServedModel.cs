namespace Gateway.ModelHost.Sessions;

/// <summary>A model version that is to be served: loading, ready, or failed with a reason.</summary>
internal sealed class ServedModel(ModelFile file)
{
    private volatile ReadyModel? _ready;
    private volatile string? _failure;

    public ModelFile File { get; } = file;

    public ReadyModel? Ready { get => _ready; set => _ready = value; }

    public string? Failure { get => _failure; set => _failure = value; }
}
