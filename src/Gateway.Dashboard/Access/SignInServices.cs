using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Dashboard.Access;

internal static class SignInServices
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static void AddSignIn(this IServiceCollection services, Func<IServiceProvider, string> keys)
    {
        services.AddAuthentication().AddCookie(SignedIn.Scheme, cookie =>
        {
            cookie.Cookie.Name = "gateway";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = Lifetime;
        });
        services.AddAntiforgery(token =>
        {
            token.Cookie.Name = "gateway-form";
            token.SuppressXFrameOptionsHeader = true; // sent anyway, and stricter
        });
        services.AddDataProtection().SetApplicationName("gateway");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new FileSystemXmlRepository(Private(keys(provider)), provider.GetRequiredService<ILoggerFactory>())));
    }

    private static DirectoryInfo Private(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
