using Gateway.Security.Keys;
using Gateway.Security.Tls;
using Gateway.Security.Tokens;

namespace Gateway.Security;

/// <summary>Who may do what.</summary>
internal static class SecurityServices
{
    /// <summary>Added first: nothing may be asked before the keys are loaded.</summary>
    public static void AddSecurity(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section);
        services.AddOptions<TlsOptions>().BindConfiguration(TlsOptions.Section);
        services.AddSingleton<ListenerTls>();
        services.AddSingleton<HostTls>();
        services.AddTokens();
        services.AddSingleton<AccessMode>();
        services.AddSingleton<KeyBook>();
        services.AddSingleton<KeyChanges>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RefusalAudit>();
        services.AddSingleton<Gatekeeper>();
        services.AddHostedService<BootstrapKey>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalAudit>());
    }
}
