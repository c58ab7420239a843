namespace Gateway.Api;

/// <summary>The query parameters that an endpoint understands; without this it understands none.</summary>
internal sealed record QueryNames(string[] Names);

internal static class QueryNamesOfEndpoints
{
    /// <summary>Every other name is refused with the nearest of these.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params string[] names) => endpoint.WithMetadata(new QueryNames(names));
}
