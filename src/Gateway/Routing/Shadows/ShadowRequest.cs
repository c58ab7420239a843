using System.Collections.Frozen;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Microsoft.Extensions.Primitives;

namespace Gateway.Routing.Shadows;

/// <summary>The copied request as the candidate's host gets it.</summary>
internal static class ShadowRequest
{
    /// <summary>Of the connection, not of the request; and an answer that is read must not be compressed.</summary>
    private static readonly FrozenSet<string> Left = new[]
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect",
        "Content-Length", "Accept-Encoding",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static HttpRequestMessage Of(ShadowCopy copy, string address, HostTarget? target)
    {
        HttpRequestMessage request = copy.Protocol.Copy(copy, address, target);
        foreach ((string name, StringValues values) in copy.Headers)
        {
            if (!Left.Contains(name) && !name.StartsWith(':') && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        TraceHeaders.Own(request);
        foreach ((string name, string value) in target?.Headers ?? [])
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
