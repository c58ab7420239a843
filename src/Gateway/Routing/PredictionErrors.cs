using System.Text.Json;
using Gateway.Security;

namespace Gateway.Routing;

/// <summary>The protocol's form of an error: <c>{"error": "…"}</c>.</summary>
internal static class PredictionErrors
{
    /// <summary>Nobody who may ask this.</summary>
    public static Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        context.Response.Headers.WWWAuthenticate = refusal.Status == 401 ? "Bearer" : default;
        return AnswerAsync(context, refusal.Status, refusal.Message, refusal.RetryAfter);
    }

    /// <param name="retryAfter">Seconds, for 429 and 503.</param>
    public static Task AnswerAsync(HttpContext context, int status, string message, int? retryAfter = null)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = message });
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }
}
