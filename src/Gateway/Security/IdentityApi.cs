using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Security;

/// <summary><c>GET /me</c>: a caller finds out what its key is good for.</summary>
internal static class IdentityApi
{
    private static readonly Permission[] Each = [Permission.Predict, Permission.View, Permission.Publish, Permission.Operate, Permission.Administer];

    public static void MapIdentity(this IEndpointRouteBuilder routes) => routes.MapApi("/me", "keys").MapGet("", Get).WithSummary("Whose key this is, and what it may do.");

    private static Ok<Identity> Get(Grant grant, AccessMode mode) => TypedResults.Ok(new Identity(
        grant.Actor,
        [.. Each.Where(permission => grant.May(permission)).Select(permission => JsonNamingPolicy.CamelCase.ConvertName($"{permission}"))],
        grant.Models.Patterns,
        mode.Required));
}
