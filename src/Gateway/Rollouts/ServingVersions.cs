using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Routing;

namespace Gateway.Rollouts;

/// <summary>What Registry must know of traffic.</summary>
internal sealed class ServingVersions(
    TrafficBook book, IRolloutStore store, RunApply apply, RouteTable table, VersionRoutes routes, HostDirectory hosts, HostWishes wishes, ModelCatalog catalog, PushedVersions pushed, TimeProvider time) : IServingVersions, IDisposable
{
    private readonly SemaphoreSlim _adopting = new(1);

    public void Dispose() => _adopting.Dispose();

    public string? Baseline(string model) => book.Find(model)?.Traffic.Baseline;

    public bool Serves(VersionKey version) => book.Serves(version);

    public VersionHosts Hosts(VersionKey version) => new(
        catalog.Find(version) is { } record && wishes.Versions().Contains(version) ? record.Source is VersionSource.Addresses addresses ? addresses.Hosts.Count : wishes.Count(record) : 0,
        hosts.Ready(version));

    public Model Describe(string model, int versions)
    {
        ModelTraffic? traffic = book.Find(model);
        return new Model(
            model, traffic?.Traffic.Baseline, traffic?.Traffic.PreviousBaseline, traffic?.Traffic.PreviousBaseline is null ? null : traffic.Traffic.WarmUntil,
            traffic?.Traffic.View(), traffic?.Run is { } run ? RolloutView.Of(run) : null, versions);
    }

    public async Task AdoptAsync(VersionKey version, string actor, CancellationToken cancellationToken)
    {
        await _adopting.WaitAsync(cancellationToken);
        try
        {
            if (book.Find(version.Model) is { } known)
            {
                apply.Apply(known); // so that the new version can be pinned
                if (catalog.Settings(version.Model).Document.OnPush == RolloutOnPush.Setting)
                {
                    await pushed.AddAsync(version, cancellationToken);
                }

                return;
            }

            TrafficRecord first = TrafficRecord.First(version.Model, version.Version);
            JournalEntry entry = new(time.GetUtcNow(), JournalKinds.TrafficChanged, version.Model, version.Version, To: RunStep.Weights(first.Weights), Actor: actor, Reason: "the first version");
            await store.SaveAsync(first, null, [entry], cancellationToken);
            ModelTraffic traffic = new(first);
            book.Add(traffic);
            apply.Apply(traffic);
        }
        finally
        {
            _adopting.Release();
        }
    }

    public async Task ForgetAsync(string model, string actor, string? reason, CancellationToken cancellationToken)
    {
        if (book.Find(model) is not { } traffic)
        {
            return;
        }

        await traffic.AloneAsync(
            async () =>
            {
                if (traffic.Run is { } run)
                {
                    await EndAsync(run, actor, reason ?? "the model is removed", cancellationToken);
                }

                JournalEntry entry = new(time.GetUtcNow(), JournalKinds.TrafficChanged, model, From: RunStep.Weights(traffic.Traffic.Weights), Actor: actor, Reason: reason ?? "the model is removed");
                await store.ForgetAsync(model, [entry], cancellationToken);
                book.Remove(model);
                table.Remove(model);
                book.Demand();
                RolloutMetrics.Forget(model);
                foreach (VersionRoute route in routes.All.Where(route => route.Key.Model == model).ToList())
                {
                    routes.Forget(route.Key);
                }

                return true;
            },
            cancellationToken);
    }

    private async Task EndAsync(LiveRun run, string actor, string reason, CancellationToken cancellationToken)
    {
        Command command = new(run.State.Phase == Phase.RollingBack ? Verb.Supersede : Verb.Abort, reason);
        RolloutState state = RolloutMachine.Next(run.Record.Plan, run.State, new Observation([], 0, false), command, TimeSpan.Zero);
        RolloutRecord ended = run.Record with { State = state, Revision = run.Record.Revision + 1, EndedAt = time.GetUtcNow(), Evidence = RunChange.Evidence(run), Guards = run.Guards };
        JournalEntry entry = new(
            time.GetUtcNow(), JournalKinds.RolloutChanged, run.Record.Model, run.Record.Plan.Candidate.Version, run.Record.Id, RunStep.Shown(run.State), RunStep.Shown(state), actor, state.Reason);
        await store.SaveAsync(null, ended, [entry], cancellationToken);
    }
}
