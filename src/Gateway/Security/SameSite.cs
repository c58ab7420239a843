using System.Net;
using Microsoft.Extensions.Primitives;

namespace Gateway.Security;

/// <summary>A page of another site, open in an operator's browser, may not steer: on loopback without keys the browser's word is all there is.</summary>
internal static class SameSite
{
    /// <param name="onlyLocal">The gateway is bound to loopback and asks for no key.</param>
    /// <returns>Null: no browser, or a page of ours.</returns>
    public static AccessRefusal? Refusal(HttpRequest request, bool onlyLocal)
    {
        if (onlyLocal && !IsLocal(request.Host.Host))
        {
            return new AccessRefusal(403, $"Without keys only localhost is answered, not {request.Host.Host}."); // a name that somebody turned to this address
        }

        bool reads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Upgrade.Count == 0; // a socket writes
        return reads || !IsForeign(request) ? null : new AccessRefusal(403, "A page of another site may change nothing here.");
    }

    private static bool IsForeign(HttpRequest request)
    {
        StringValues site = request.Headers["Sec-Fetch-Site"], origin = request.Headers.Origin;
        return site.Count > 0 ? site != "same-origin" && site != "none" // a proxy may give the gateway another name than the browser knows
            : origin.Count > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value);
    }

    private static bool IsLocal(string host) =>
        host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
