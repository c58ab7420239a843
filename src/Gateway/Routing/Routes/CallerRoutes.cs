using Gateway.Security;

namespace Gateway.Routing.Routes;

/// <summary>The routes as one caller may see them.</summary>
internal sealed class CallerRoutes(RouteTable table, Gatekeeper gatekeeper)
{
    public RouteTable Table => table;

    /// <returns>Null: the caller may ask this model, if there is one.</returns>
    public AccessRefusal? Refusal(HttpContext context, ReadOnlySpan<char> model) => gatekeeper.Refusal(context, model);
}
