using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Telemetry;

namespace Gateway.Rollouts;

/// <summary>Desired traffic and rollouts.</summary>
internal static class RolloutServices
{
    public static void AddRollouts(this IServiceCollection services)
    {
        services.AddSingleton<TrafficBook>();
        services.AddSingleton<PolicyBook>();
        services.AddSingleton<FreezeBook>();
        services.AddSingleton<LatchFile>();
        services.AddSingleton<TickSignal>();
        services.AddSingleton<IVerdictSink, Latch>();
        services.AddSingleton<RoutePublisher>();
        services.AddSingleton<PlanResolver>();
        services.AddSingleton<RunLook>();
        services.AddSingleton<RunChange>();
        services.AddSingleton<RunMirror>();
        services.AddSingleton<RunApply>();
        services.AddSingleton<RunEnd>();
        services.AddSingleton<GateCalls>();
        services.AddSingleton<RunStep>();
        services.AddSingleton<RolloutRunner>();
        services.AddSingleton<Warmup>();
        services.AddSingleton<EmergencyStop>();
        services.AddSingleton<TrafficChanges>();
        services.AddSingleton<Rollbacks>();
        services.AddSingleton<ModelAdoption>();
        services.AddSingleton<ModelRemoval>();
        services.AddSingleton<IServingVersions, ServingVersions>();
        services.AddSingleton<PushedVersions>();
        services.AddSingleton<LoopGuard>();
        services.AddSingleton<UntriedVersions>();
        services.AddHostedService<RolloutStart>();
        services.AddHostedService<RolloutTick>();
        services.AddHostedService<RolloutOnPush>();
    }

    public static void MapRollouts(this IEndpointRouteBuilder routes)
    {
        routes.MapRolloutCalls();
        routes.MapTraffic();
        routes.MapPolicies();
        routes.MapFreeze();
    }

    /// <summary>Puts in force what was saved, before the listeners open; a run that was live starts over at 0 %.</summary>
    private sealed class RolloutStart(
        IRolloutStore store, TrafficBook book, PolicyBook policies, FreezeBook freeze, LatchFile latch, RunApply apply, ModelCatalog catalog, HostDirectory hosts, Readiness readiness, TimeProvider time) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            RolloutContent content = await store.LoadAsync(cancellationToken);
            foreach ((string name, Policy policy) in content.Policies)
            {
                policies.Replace(name, policy);
            }

            freeze.Current = content.Freeze;
            foreach (TrafficRecord traffic in content.Traffic)
            {
                RolloutRecord? live = content.Live.FirstOrDefault(run => run.Model == traffic.Model);
                book.Add(live is null ? new ModelTraffic(traffic) : await RecoverAsync(traffic, live, cancellationToken));
            }

            foreach (ModelTraffic model in book.All)
            {
                apply.Apply(model);
            }

            catalog.Changed += Refresh;
            readiness.Require("baselines", () => book.All.All(model => HasBaselineOrFailed(model)));
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Saved and explained before any traffic flows.</summary>
        private async Task<ModelTraffic> RecoverAsync(TrafficRecord traffic, RolloutRecord record, CancellationToken cancellationToken)
        {
            RolloutState state = latch.Of(record.Id) is { } failure && record.State.Phase != Phase.RollingBack
                ? RolloutMachine.Next(record.Plan, record.State, new Observation([], 0, false, Failure: failure), null, TimeSpan.Zero)
                : record.State.Recovered();
            RunCounters counters = new(traffic.Model, record.Id, record.Evidence.Counts.Segments, record.Evidence.Counts.LimitsFrom);
            counters.Keys.Load(record.Evidence.Keys);
            RolloutRecord recovered = record with { State = state, Revision = record.Revision + 1 };
            TrafficRecord weights = traffic with { Generation = traffic.Generation + 1, Weights = record.Plan.Weights(state), Baseline = record.Plan.Baseline.Version };
            JournalEntry entry = new(
                time.GetUtcNow(), JournalKinds.RolloutChanged, record.Model, record.Plan.Candidate.Version, record.Id, RunStep.Shown(record.State), RunStep.Shown(state), "gateway",
                state.Phase == Phase.RollingBack ? state.Reason : "the gateway was restarted");
            await store.SaveAsync(weights, recovered, [entry], cancellationToken);
            LiveRun run = new(recovered, counters);
            run.Shadow.Load(record.Shadow ?? ShadowTotals.None);
            return new ModelTraffic(weights) { Run = run };
        }

        /// <summary>Settings and versions reach the request path.</summary>
        private void Refresh(string model)
        {
            if (book.Find(model) is { } traffic && catalog.Has(model))
            {
                apply.Apply(traffic);
            }
        }

        private bool HasBaselineOrFailed(ModelTraffic model)
        {
            ImmutableArray<HostView> baseline = hosts.Of(new Core.Models.VersionKey(model.Model, model.Traffic.Baseline));
            return baseline.Any(host => host.State == HostState.Ready || host.Restarts > 0 || host.State == HostState.Unhealthy);
        }
    }
}
