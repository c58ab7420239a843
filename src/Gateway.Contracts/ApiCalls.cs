using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>How a call of the admin API is made, and what comes of a refusal.</summary>
internal sealed class ApiCalls(HttpClient http)
{
    /// <returns>A further parameter of a query; empty for none.</returns>
    public static string Named(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    public async Task<IReadOnlyList<T>> AllAsync<T>(string path, CancellationToken cancellationToken) => await EachAsync<T>(path, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>Page after page, to the last.</summary>
    public async IAsyncEnumerable<T> EachAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            Page<T> page = await GetAsync<Page<T>>($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1000{Named("after", next)}", cancellationToken);
            foreach (T item in page.Items)
            {
                yield return item;
            }

            next = page.Next;
        }
        while (next is not null);
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <param name="ifMatch">Revision that it must have.</param>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken, long? ifMatch = null)
    {
        using HttpRequestMessage request = Request(method, path);
        if (ifMatch is { } revision)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{revision}\""));
        }

        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body, ContractJson.Options), Encoding.UTF8, "application/json");
        }

        return await ReadAsync<T>(request, cancellationToken);
    }

    public async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0)
        {
            return default!;
        }

        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (await JsonSerializer.DeserializeAsync<T>(body, ContractJson.Options, cancellationToken))!;
    }

    public static HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, $"/api/v1/{path}");
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }

        return request;
    }

    /// <exception cref="GatewayException">It answered no.</exception>
    /// <exception cref="UnreachableException">It did not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await AnswerAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    /// <exception cref="UnreachableException">It did not answer.</exception>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || problem is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnreachableException(http.BaseAddress!.GetLeftPart(UriPartial.Authority), problem);
        }
    }

    public static async Task<GatewayException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new GatewayException(Problem(text) ?? new Problem("unexpected", $"The server answered {(int)response.StatusCode}.", (int)response.StatusCode, text.Length > 500 ? text[..500] : text));
    }

    public async Task DownloadAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(Request(HttpMethod.Get, path), cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    private static Problem? Problem(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(text, ContractJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
