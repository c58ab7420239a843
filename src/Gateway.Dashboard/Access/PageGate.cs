using Gateway.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Gateway.Dashboard.Access;

/// <summary>Sends those who must sign in to do so; whether they must is the API's answer.</summary>
internal sealed class PageGate(RequestDelegate next, AdminCalls calls)
{
    public const string SignInPath = "/signin";

    public async Task InvokeAsync(HttpContext context)
    {
        AuthenticateResult cookie = await context.AuthenticateAsync(SignedIn.Scheme);
        context.User = cookie.Principal ?? new();
        if (IsPage(context) && await RefusedAsync(SignedIn.KeyOf(cookie.Principal), context.RequestAborted))
        {
            string back = context.Request.Path + context.Request.QueryString;
            context.Response.Redirect(back == "/" ? SignInPath : $"{SignInPath}?back={Uri.EscapeDataString(back)}");
            return;
        }

        await next(context);
    }

    /// <summary>The socket carries what a page has asked for, and signing in is for everybody.</summary>
    private static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is { } page && page.Type != typeof(SignIn) && page.Type != typeof(SignOut);

    private async Task<bool> RefusedAsync(string? key, CancellationToken cancellationToken)
    {
        try
        {
            await calls.Open(key).MeAsync(cancellationToken);
            return false;
        }
        catch (GatewayException refusal)
        {
            return refusal.Problem.Status == 401;
        }
        catch (UnreachableException)
        {
            return false; // the page says so itself
        }
    }
}
