namespace Gateway.ModelHost.Sessions;

/// <summary>Every model version of this host; loads them after the port is open, one after the other.</summary>
internal sealed partial class ModelSet(ServeOptions options, IEnumerable<IRehearsal> rehearsals, IHostApplicationLifetime lifetime, ILogger<ModelSet> logger) : BackgroundService
{
    private readonly Dictionary<string, List<ServedModel>> _models = options.Models
        .GroupBy(file => file.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(file => new ServedModel(file)).ToList(), StringComparer.Ordinal);

    public IEnumerable<ServedModel> All => _models.Values.SelectMany(versions => versions);

    public bool Ready => !lifetime.ApplicationStopping.IsCancellationRequested && All.All(model => model.Ready is not null);

    /// <param name="version">Null: the latest that is there.</param>
    public ServedModel? Find(string name, string? version) => !_models.TryGetValue(name, out List<ServedModel>? versions) ? null
        : version is null ? versions[^1]
        : versions.Find(model => model.File.Version == version);

    public IEnumerable<string> Versions(string name) => _models[name].Select(model => model.File.Version);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration started = lifetime.ApplicationStarted.Register(open.SetResult);
        await open.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (open.Task.IsCompletedSuccessfully)
        {
            await LoadAllAsync(); // not before: a process that ends within the runtime's loading, for a port in use, crashes
        }
    }

    private async Task LoadAllAsync()
    {
        foreach (ServedModel model in All.TakeWhile(_ => !lifetime.ApplicationStopping.IsCancellationRequested))
        {
            await LoadAsync(model);
        }

        if (All.Count() == 1 && All.Single().Failure is not null)
        {
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task LoadAsync(ServedModel served)
    {
        ModelFile file = served.File;
        try
        {
            LoadedModel model = LoadedModel.Load(file.Path, options.Session);
            ReadyModel ready = new(file, model, new InputRules(model.Signature, options.Session), new ModelMetrics(file.Name, file.Version));
            if (WarmUp.Run(model) is { } objection)
            {
                LogWarmUp(file.Name, file.Version, objection);
            }
            else
            {
                served.Rehearsing = ready with { Metrics = null };
                await RehearseAsync(served.Rehearsing);
            }

            served.Ready = ready;
            served.Rehearsing = null;
            LogReady(file.Name, file.Version);
        }
        catch (LoadException problem)
        {
            served.Failure = problem.Message;
            LogFailed(file.Name, file.Version, problem.Message);
        }
    }

    private async Task RehearseAsync(ReadyModel ready)
    {
        foreach (IRehearsal rehearsal in rehearsals)
        {
            await rehearsal.RehearseAsync(ready);
        }
    }

    [LoggerMessage(7001, LogLevel.Information, "{Model} {Version} is ready")]
    private partial void LogReady(string model, string version);

    [LoggerMessage(7002, LogLevel.Error, "{Model} {Version} cannot be served: {Problem}")]
    private partial void LogFailed(string model, string version, string problem);

    [LoggerMessage(7003, LogLevel.Warning, "{Model} {Version} did not take zeros at warm-up: {Problem}")]
    private partial void LogWarmUp(string model, string version, string problem);
}
