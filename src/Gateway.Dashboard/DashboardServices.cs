using System.Security.Cryptography.X509Certificates;
using Gateway.Dashboard.Access;
using Gateway.Dashboard.Live;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Gateway.Dashboard;

/// <summary>The pages on the admin port.</summary>
public static class DashboardServices
{
    /// <param name="keys">A folder for the keys that protect cookies: who is signed in stays so over a restart.</param>
    /// <param name="admin">Asked when a page is.</param>
    /// <param name="own">Says whether a certificate is the admin port's own: its name need not be that of the loopback.</param>
    public static void AddDashboard(this IServiceCollection services, Func<IServiceProvider, string> keys, Func<IServiceProvider, Uri> admin, Func<IServiceProvider, X509Certificate?, bool> own)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddSignIn(keys);
        services.AddSingleton(provider => new AdminAddress(() => admin(provider), certificate => own(provider, certificate)));
        services.AddSingleton<AdminCalls>();
        services.AddSingleton<SharedLooks>();
        services.AddScoped<Session>();
        services.AddScoped<LiveEvents>();
    }
}
