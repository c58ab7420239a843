using System.Net;
using System.Text;
using System.Text.Json;

namespace Gateway.ModelHost.Tests;

/// <summary>Requests as clients by others send them.</summary>
internal static class Rest
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <param name="binary">Follows the JSON.</param>
    public static HttpRequestMessage Infer(string model, string json, params byte[] binary) => Raw(model, [.. Encoding.UTF8.GetBytes(json), .. binary], $"{Encoding.UTF8.GetByteCount(json)}");

    /// <summary>As the Python client does: the header in small letters, and no Content-Type.</summary>
    public static HttpRequestMessage Raw(string model, byte[] body, string headerLength)
    {
        HttpRequestMessage request = new(HttpMethod.Post, $"/v2/models/{model}/infer") { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("inference-header-content-length", headerLength);
        return request;
    }

    public static async Task<(HttpStatusCode Status, string Text)> TellAsync(this HttpClient client, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request);
        request.Dispose();
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<(HttpStatusCode Status, string Text)> PostTextAsync(this HttpClient client, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonElement> JsonAsync(this HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public static string Error(string body) => JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()!;
}
