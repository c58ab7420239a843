using Yarp.ReverseProxy.Transforms;

namespace Gateway.Routing.Attempts;

/// <summary><c>x-request-timeout: 250ms</c> shortens the model's timeout.</summary>
internal static class RequestTimeout
{
    public const string Header = "x-request-timeout";

    /// <returns>False: the header is there and is not a duration.</returns>
    public static bool TryRead(IHeaderDictionary headers, TimeSpan ofModel, out TimeSpan timeout)
    {
        timeout = ofModel;
        string? text = headers[Header];
        if (text is null)
        {
            return true;
        }

        if (!Contracts.Durations.TryParse(text, out TimeSpan asked) || asked <= TimeSpan.Zero)
        {
            return false;
        }

        timeout = asked < ofModel ? asked : ofModel;
        return true;
    }

    /// <summary>A client that gave a limit has it passed on: what is left of it.</summary>
    public static void Pass(RequestTransformContext context, Deadline deadline)
    {
        if (context.HttpContext.Request.Headers.ContainsKey(Header))
        {
            context.ProxyRequest.Headers.Remove(Header);
            context.ProxyRequest.Headers.TryAddWithoutValidation(Header, Contracts.Durations.Format(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(deadline.Left.TotalMilliseconds)))));
        }
    }
}
