using Gateway.Analysis;
using Gateway.Registry;
using Gateway.Rollouts.Freezes;
using Gateway.Rollouts.Loop;
using Gateway.Rollouts.Overviews;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;
using Microsoft.Extensions.Options;

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
        services.AddSingleton<RunObservers>();
        services.AddSingleton<RunApply>();
        services.AddSingleton<RunSave>();
        services.AddSingleton<RunAfter>();
        services.AddSingleton<RunEnd>();
        services.AddSingleton<GateCalls>();
        services.AddSingleton<RunStep>();
        services.AddSingleton<Requirements>();
        services.AddSingleton<StartRules>();
        services.AddSingleton<RunStart>();
        services.AddSingleton<RolloutStarts>();
        services.AddSingleton<RolloutRetries>();
        services.AddSingleton<RolloutVerbs>();
        services.AddSingleton<TrafficSave>();
        services.AddSingleton<HandSplit>();
        services.AddSingleton<Warmup>();
        services.AddSingleton<EmergencyStop>();
        services.AddSingleton<TrafficChanges>();
        services.AddSingleton<Rollbacks>();
        services.AddSingleton<ModelAdoption>();
        services.AddSingleton<ModelRemoval>();
        services.AddSingleton<IServingVersions, ServingVersions>();
        services.AddSingleton<PushedVersions>();
        services.AddSingleton<PushedStart>();
        services.AddSingleton<LoopGuard>();
        services.AddSingleton<UntriedVersions>();
        services.AddSingleton<ModelOverviews>();
        services.AddSingleton<RunRecovery>();
        services.AddSingleton<SavedRules>();
        services.AddHostedService<SavedTraffic>();
        services.AddHostedService<BaselineReadiness>();
        services.AddSingleton<RolloutTick>();
        services.AddOptions<RolloutsOptions>().BindConfiguration(RolloutsOptions.Section);
        services.AddSingleton(provider => new Watchdog(provider.GetRequiredService<IOptions<RolloutsOptions>>().Value.Watchdog, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RolloutLoop>();
        services.AddHealthChecks().AddCheck<LoopHealth>("loop").AddCheck<ModelsHealth>("models");
        services.AddHostedService<RolloutOnPush>();
    }

    public static void MapRollouts(this IEndpointRouteBuilder routes)
    {
        routes.MapRolloutCalls();
        routes.MapTraffic();
        routes.MapPolicies();
        routes.MapFreeze();
        routes.MapOverview();
    }
}
