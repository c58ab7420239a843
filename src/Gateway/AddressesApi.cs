using System.Net;
using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway;

/// <summary><c>GET /addresses</c>: nobody has to guess where predictions are asked for.</summary>
internal static class AddressesApi
{
    public static void MapAddresses(this IEndpointRouteBuilder routes) => routes.MapApi("/addresses", "addresses").MapGet("", Get).WithSummary("Where the ports are.");

    /// <returns>Where whoever sent the request can ask for predictions.</returns>
    public static string Rest(HttpRequest request) => Of(request).Rest;

    private static Ok<Addresses> Get(HttpRequest request) => TypedResults.Ok(Of(request));

    private static Addresses Of(HttpRequest request) => Listeners.Bound(request.HttpContext.RequestServices.GetRequiredService<IServer>()) is [var rest, var grpc, var admin]
        ? new Addresses(Reachable(rest, request), Reachable(grpc, request), Reachable(admin, request))
        : throw new InvalidOperationException("There are three listeners.");

    /// <summary>Where every address of the machine is listened on, the name that the caller used is one.</summary>
    private static string Reachable(Uri bound, HttpRequest request) =>
        (IPAddress.TryParse(bound.Host.Trim('[', ']'), out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(bound) { Host = request.Host.Host }.Uri
            : bound).GetLeftPart(UriPartial.Authority);
}
