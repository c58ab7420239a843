using System.Text.Json;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>The protocol's form of an error.</summary>
internal static class Answers
{
    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = message })).AsTask();
    }
}
