namespace Gateway.Routing.Routes;

/// <summary>A model's settings on the request path.</summary>
/// <param name="StickyHeader">The header that holds the sticky key.</param>
/// <param name="Timeout">Of one request, retries and rescue included.</param>
/// <param name="DecodeOutputs">Answers of hosts that something else runs are looked into for values that are no numbers.</param>
/// <param name="MaxInFlight">Predictions at once; null: as many as the gateway's limit says.</param>
internal sealed record RouteSettings(string StickyHeader, TimeSpan Timeout, bool DecodeOutputs = false, int? MaxInFlight = null)
{
    public static readonly RouteSettings Default = new("x-routing-key", TimeSpan.FromSeconds(30));
}
