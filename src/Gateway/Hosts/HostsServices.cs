using Gateway.Registry;

namespace Gateway.Hosts;

/// <summary>Host processes and addresses.</summary>
internal static class HostsServices
{
    public static void AddHosts(this IServiceCollection services)
    {
        services.AddOptions<HostsOptions>().BindConfiguration(HostsOptions.Section);
        services.AddSingleton<HostDirectory>();
        services.AddSingleton<HostTraffic>();
        services.AddSingleton<HostDemand>();
        services.AddSingleton<HostWishes>();
        services.AddSingleton<HostCapacity>();
        services.AddSingleton<HostProbe>();
        services.AddSingleton<HostRegister>();
        services.AddSingleton<HostFiles>();
        services.AddSingleton<HostWorkshop>();
        services.AddSingleton<IModelCheck, ModelCheck>();
        services.AddSingleton<HostKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<HostKeeper>());
        services.AddHostedService<HostMetrics>();
        services.AddHostedService<HostFlapping>();
    }
}
