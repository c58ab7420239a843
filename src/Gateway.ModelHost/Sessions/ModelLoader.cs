using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Sessions;

/// <summary>Makes a file into a model that answers.</summary>
internal sealed partial class ModelLoader(ServeOptions options, IEnumerable<IRehearsal> rehearsals, TimeProvider time, ILogger<ModelLoader> logger)
{
    /// <summary>Afterwards the version is ready, or has a failure.</summary>
    /// <param name="before">What answers until then, and whose counters go on; null: nothing.</param>
    public async Task LoadAsync(ServedModel served, ReadyModel? before)
    {
        ModelFile file = served.File;
        try
        {
            LoadedModel model = LoadedModel.Load(file.Path, options.Session);
            string? objection = WarmUp.Run(model), apart = RowsApart.Objection(model);
            ModelRun run = new(file, model, apart, logger);
            JoinRules rules = options.Batching.Over(JoinRules.Default(options.Session.IntraOpThreads, joins: apart is null)) with { Limited = false };
            ModelMetrics metrics = before?.Metrics ?? new ModelMetrics(file.Name, file.Version, model.Device.ToString(), time);
            ReadyModel ready = new(file, model, new InputRules(file.Name, model.Signature, options.Session), rules, new Batcher(run, rules, time), metrics);
            if (objection is not null)
            {
                LogWarmUp(file.Name, file.Version, objection);
            }
            else if (before is null)
            {
                await RehearseAsync(served, ready with { Metrics = null });
            }

            served.Ready = ready;
            LogReady(file.Name, file.Version);
        }
        catch (LoadException problem)
        {
            served.Failure = problem.Message;
            LogFailed(file.Name, file.Version, problem.Message);
        }
    }

    private async Task RehearseAsync(ServedModel served, ReadyModel uncounted)
    {
        served.Rehearsing = uncounted;
        foreach (IRehearsal rehearsal in rehearsals)
        {
            await rehearsal.RehearseAsync(uncounted);
        }

        served.Rehearsing = null;
    }

    [LoggerMessage(7001, LogLevel.Information, "{Model} {Version} is ready")]
    private partial void LogReady(string model, string version);

    [LoggerMessage(7002, LogLevel.Error, "{Model} {Version} cannot be served: {Problem}")]
    private partial void LogFailed(string model, string version, string problem);

    [LoggerMessage(7003, LogLevel.Warning, "{Model} {Version} did not take zeros at warm-up: {Problem}")]
    private partial void LogWarmUp(string model, string version, string problem);
}
