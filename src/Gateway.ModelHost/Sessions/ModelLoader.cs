using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Repository;

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
            SessionSettings session = Session(file);
            LoadedModel model = Open(file, session);
            string? objection = WarmUp.Run(model), apart = file.Config.MaxBatchSize == 0 ? "its configuration has no max_batch_size" : RowsApart.Objection(model);
            ModelRun run = new(file, model, apart, logger);
            JoinRules rules = file.Config.Batching.Over(options.Batching.Over(JoinRules.Default(session.IntraOpThreads, joins: apart is null)) with { Limited = false });
            ModelMetrics metrics = before?.Metrics ?? Metrics(file, model, listed: true);
            ReadyModel ready = new(file, model, new InputRules(file, model.Signature, session), rules, new Batcher(run, rules, time), metrics);
            if (objection is not null)
            {
                LogWarmUp(file.Name, file.Version, objection);
            }
            else if (before is null)
            {
                WarmUp.Fail(model);
                await RehearseAsync(served, ready with { Metrics = Metrics(file, model, listed: false) });
            }

            served.Ready = ready;
            LogReady(file.Name, file.Version, model.Device.ToString());
        }
        catch (LoadException problem)
        {
            served.Failure = problem.Message;
            LogFailed(file.Name, file.Version, problem.Message);
        }
    }

    private SessionSettings Session(ModelFile file) => options.Session with
    {
        Device = file.Config.Device ?? options.Session.Device,
        IntraOpThreads = file.Config.IntraOpThreads ?? options.Session.IntraOpThreads,
    };

    /// <exception cref="LoadException">The model cannot be served, or is not what its configuration says.</exception>
    private LoadedModel Open(ModelFile file, SessionSettings session)
    {
        if (file.Problem is { } known)
        {
            throw new LoadException("config", [known]);
        }

        LoadedModel model = LoadedModel.Load(file.Path, session);
        try
        {
            IReadOnlyList<string> problems = ConfigCheck.Problems(file.Config, model.Signature);
            if (problems.Count > 0)
            {
                throw new LoadException("config", problems);
            }

            file.Config.WarmUp.ToList().ForEach(sample => WarmUp.Run(model, sample));
            if (file.Config.Ignored.Count > 0)
            {
                LogIgnored(file.Name, file.Version, string.Join(", ", file.Config.Ignored));
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private ModelMetrics Metrics(ModelFile file, LoadedModel model, bool listed) => new(file.Name, file.Version, model.Device.ToString(), time, listed);

    private async Task RehearseAsync(ServedModel served, ReadyModel unlisted)
    {
        served.Rehearsing = unlisted;
        foreach (IRehearsal rehearsal in rehearsals)
        {
            await rehearsal.RehearseAsync(unlisted);
        }

        served.Rehearsing = null;
    }

    [LoggerMessage(7001, LogLevel.Information, "{Model} {Version} is ready on {Device}")]
    private partial void LogReady(string model, string version, string device);

    [LoggerMessage(7002, LogLevel.Error, "{Model} {Version} cannot be served: {Problem}")]
    private partial void LogFailed(string model, string version, string problem);

    [LoggerMessage(7004, LogLevel.Information, "The configuration of {Model} {Version} has fields that nothing here acts on: {Fields}")]
    private partial void LogIgnored(string model, string version, string fields);

    [LoggerMessage(7003, LogLevel.Warning, "{Model} {Version} did not take zeros at warm-up: {Problem}")]
    private partial void LogWarmUp(string model, string version, string problem);
}
