namespace Gateway.Api;

/// <summary>Whatever answers GET answers HEAD, with the same head and no body: the server leaves the body out by itself.</summary>
internal static class HeadRequests
{
    /// <param name="passes">Requests whose method is somebody else's business.</param>
    public static void UseHead(this IApplicationBuilder app, Func<HttpRequest, bool>? passes = null) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method) && passes?.Invoke(context.Request) != true)
        {
            context.Features.Set(Head.Asked);
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });

    /// <returns>Nobody reads the body: what never ends need not begin.</returns>
    public static bool IsHead(this HttpContext context) => context.Features.Get<Head>() is not null;

    private sealed class Head
    {
        public static readonly Head Asked = new();
    }
}
