namespace Gateway.ModelHost.Sessions;

/// <summary>A model version that is to be served: loading, ready, failed with a reason, or on its way out.</summary>
/// <param name="atStart">The host is not ready before it is.</param>
internal sealed class ServedModel(ModelFile file, bool atStart = true)
{
    private volatile ReadyModel? _ready;
    private volatile ReadyModel? _rehearsing;
    private volatile string? _failure;
    private volatile bool _unloading;

    public ModelFile File { get; } = file;

    /// <summary>What was looked at last: a changed file that could not be loaded is not tried again until it changes again.</summary>
    public ModelFile Tried { get; private set; } = file;

    public ReadyModel? Ready { get => _ready; set => _ready = value; }

    /// <summary>Answers, and is not yet said to.</summary>
    public ReadyModel? Rehearsing { get => _rehearsing; set => _rehearsing = value; }

    public string? Failure { get => _failure; set => _failure = value; }

    public bool Unloading { get => _unloading; set => _unloading = value; }

    public bool KeepsHostFromReady => atStart && Ready is null;

    /// <summary>Goes on, although its file was replaced by one that cannot be loaded.</summary>
    public ServedModel Having(ModelFile tried)
    {
        Tried = tried;
        return this;
    }

    public ModelIndex Index => (Unloading, Ready, Failure) switch
    {
        (true, _, _) => new(File.Name, File.Version, ModelState.Unloading, "it is being unloaded"),
        (_, not null, _) => new(File.Name, File.Version, ModelState.Ready),
        (_, _, { } failure) => new(File.Name, File.Version, ModelState.Unavailable, failure),
        _ => new(File.Name, File.Version, ModelState.Loading, "it is being loaded"),
    };

    /// <summary>Null: it was never ready.</summary>
    public ModelStatistics? Statistics => Ready?.Metrics.Statistics();
}
