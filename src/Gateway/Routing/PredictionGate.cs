using Gateway.Security;

namespace Gateway.Routing;

/// <summary>The prediction ports' gate, behind the routing. The credential ends here: no host and no copy gets to see it.</summary>
internal static class PredictionGate
{
    /// <param name="needs">Of a request whose endpoint says nothing.</param>
    /// <param name="refuse">How the port's protocol says no.</param>
    public static void UsePredictionGate(this IApplicationBuilder app, Func<HttpContext, Needs> needs, Func<HttpContext, AccessRefusal, Task> refuse)
    {
        Gatekeeper gatekeeper = app.ApplicationServices.GetRequiredService<Gatekeeper>();
        app.Use((context, next) =>
        {
            ValueTask<AccessRefusal?> admitted = gatekeeper.AdmitAsync(context, needs(context));
            return !admitted.IsCompletedSuccessfully ? LaterAsync(admitted, context, next, refuse)
                : admitted.Result is { } refusal ? refuse(context, refusal)
                : Pass(context, next);
        });
    }

    private static async Task LaterAsync(ValueTask<AccessRefusal?> admitted, HttpContext context, RequestDelegate next, Func<HttpContext, AccessRefusal, Task> refuse) =>
        await (await admitted is { } refusal ? refuse(context, refusal) : Pass(context, next));

    private static Task Pass(HttpContext context, RequestDelegate next)
    {
        if (Grant.Of(context) != Grant.Anyone)
        {
            context.Request.Headers.Remove("Authorization");
        }

        return next(context);
    }
}
