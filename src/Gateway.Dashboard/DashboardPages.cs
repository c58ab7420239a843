using Gateway.Dashboard.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Dashboard;

/// <summary>Where the pages hang in the admin port's pipeline.</summary>
public static class DashboardPages
{
    /// <summary>Behind the routing: finds out who is signed in, for pages alone. The API takes no cookie, so that no other site's page can use one.</summary>
    public static void UseDashboard(this IApplicationBuilder admin) => admin.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<PageMark>() is not null,
        pages =>
        {
            pages.UseMiddleware<PageGate>();
            pages.UseAntiforgery();
        });

    /// <param name="open">What lets everybody ask for a page: what is on it comes from the API, with the key of who asks.</param>
    public static void MapDashboard(this IEndpointRouteBuilder routes, object open)
    {
        routes.MapStaticAssets().WithMetadata(open);
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null /* sent anyway */).WithMetadata(open, PageMark.Instance);
    }

    /// <summary>On every page and on the socket behind it.</summary>
    private sealed class PageMark
    {
        public static readonly PageMark Instance = new();
    }
}
