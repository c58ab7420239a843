using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Reports;

/// <summary>JSON calls with the forge's own headers.</summary>
internal sealed class ForgeCalls(HttpClient http, string root, IReadOnlyDictionary<string, string> headers)
{
    /// <param name="path">Behind the API's root.</param>
    /// <exception cref="ForgeException">It could not be reached, or answered no.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, root.TrimEnd('/') + path);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("gwctl", "1"));
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? text.Length == 0 ? null : JsonNode.Parse(text)
                : throw new ForgeException($"{method} {path}: {(int)response.StatusCode} {text[..Math.Min(300, text.Length)]}");
        }
        catch (HttpRequestException problem)
        {
            throw new ForgeException($"{method} {path}: {problem.Message}");
        }
    }

    /// <returns>The id of the first one with the mark; null: none.</returns>
    public async Task<long?> FindAsync(string path, string mark, CancellationToken cancellationToken)
    {
        for (int page = 1; ; page++)
        {
            JsonArray comments = (JsonArray)(await SendAsync(HttpMethod.Get, $"{path}?per_page=100&page={page}", null, cancellationToken))!;
            if (comments.FirstOrDefault(comment => ((string?)comment!["body"])?.StartsWith(mark, StringComparison.Ordinal) == true) is { } found)
            {
                return (long)found["id"]!;
            }

            if (comments.Count < 100)
            {
                return null;
            }
        }
    }
}
