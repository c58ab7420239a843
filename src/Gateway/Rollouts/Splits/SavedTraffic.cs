using Gateway.Registry;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>Puts in force what was saved, before the listeners open; a run that was live starts over at 0 %.</summary>
internal sealed class SavedTraffic(TrafficBook book, SavedRules rules, RunRecovery recovery, RunApply apply, ModelCatalog catalog) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RolloutContent content = await recovery.LoadAsync(cancellationToken);
        rules.Load(content);
        foreach (TrafficRecord traffic in content.Traffic)
        {
            RolloutRecord? live = content.Live.FirstOrDefault(run => run.Model == traffic.Model);
            book.Add(live is null ? new ModelTraffic(traffic) : await recovery.RecoverAsync(traffic, live, cancellationToken));
        }

        foreach (RolloutRecord ended in content.Ended.Where(IsOfThisModel))
        {
            book.Find(ended.Model)?.Ended = RolloutView.Of(ended);
        }

        foreach (ModelTraffic model in book.All)
        {
            apply.Apply(model);
        }

        catalog.Changed += Refresh;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>And not of one that had its name and was deleted.</summary>
    private bool IsOfThisModel(RolloutRecord ended) => catalog.Versions(ended.Model).Any(version => version.CreatedAt <= ended.StartedAt);

    /// <summary>Settings and versions reach the request path.</summary>
    private void Refresh(string model)
    {
        if (book.Find(model) is { } traffic && catalog.Has(model))
        {
            apply.Apply(traffic);
        }
    }
}
