using Gateway.Api;
using Gateway.Contracts;

namespace Gateway.Security;

/// <summary>The admin port's gate, behind the routing: an endpoint says what it needs.</summary>
internal static class AdminGate
{
    public static void UseAdminGate(this IApplicationBuilder admin)
    {
        Gatekeeper gatekeeper = admin.ApplicationServices.GetRequiredService<Gatekeeper>();
        bool onlyLocal = admin.ApplicationServices.GetRequiredService<AccessMode>().OnlyLocal;
        admin.Use(async (context, next) =>
        {
            if (await gatekeeper.AdmitAsync(context, Needs.Default(context.Request.Method)) is { } refusal)
            {
                await RefuseAsync(context, refusal);
                return;
            }

            if (SameSite.Refusal(context.Request, onlyLocal) is { } foreign)
            {
                await RefuseAsync(context, foreign);
                return;
            }

            context.User = Grant.Of(context).Principal;
            await next(context);
        });
    }

    private static Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        context.Response.Headers.WWWAuthenticate = refusal.Status == 401 ? "Bearer" : default;
        context.Response.Headers.RetryAfter = refusal.RetryAfter is { } seconds ? seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : default;
        return new ProblemResult(new Problem(refusal.Type, refusal.Title, refusal.Status, refusal.Message)).ExecuteAsync(context);
    }
}
