using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gateway.Dashboard.Access;

/// <summary>The cookie: who signed in, and their key, readable by this gateway alone.</summary>
internal static class SignedIn
{
    public const string Scheme = "dashboard";
    private const string KeyClaim = "key";

    public static string? KeyOf(ClaimsPrincipal? holder) => holder?.FindFirst(KeyClaim)?.Value;

    public static Task RememberAsync(HttpContext context, string key) =>
        context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyClaim, key)], Scheme)));

    public static Task ForgetAsync(HttpContext context) => context.SignOutAsync(Scheme);
}
