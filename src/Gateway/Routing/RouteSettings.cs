namespace Gateway.Routing;

/// <summary>A model's settings on the request path.</summary>
/// <param name="StickyHeader">The header that holds the sticky key.</param>
/// <param name="Timeout">Of one request, retries and rescue included.</param>
internal sealed record RouteSettings(string StickyHeader, TimeSpan Timeout)
{
    public static readonly RouteSettings Default = new("x-routing-key", TimeSpan.FromSeconds(30));
}
