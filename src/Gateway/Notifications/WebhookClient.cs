using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Timeout;

namespace Gateway.Notifications;

/// <summary>One try of one delivery.</summary>
internal sealed class WebhookClient(HttpMessageHandler handler, SigningSecret secret, TimeProvider time) : IDisposable
{
    public const string DeliveryHeader = "x-gateway-delivery";

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ResiliencePipeline _timeout = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(Most).Build();

    /// <summary>No redirects: what is signed for one server is not handed to another.</summary>
    public static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>Not cancelled from outside: whoever breaks off does not know whether it was taken, and would have to send it twice.</summary>
    /// <returns>What went wrong, without anything of the URL; null: it was taken.</returns>
    public async Task<string?> SendAsync(Webhook webhook, OutboxRow row)
    {
        try
        {
            return await _timeout.ExecuteAsync(async token => await PostAsync(webhook, row, token), CancellationToken.None);
        }
        catch (TimeoutRejectedException)
        {
            return $"no answer within {Most.TotalSeconds:0} s";
        }
        catch (HttpRequestException problem)
        {
            return problem.HttpRequestError.ToString();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return problem.GetType().Name;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string?> PostAsync(Webhook webhook, OutboxRow row, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes(row.Body);
        using HttpRequestMessage request = new(HttpMethod.Post, webhook.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(DeliveryHeader, row.Id.ToString());
        request.Headers.Add(Signature.Header, Signature.Of(secret.Bytes, time.GetUtcNow(), body));
        if (webhook.Address.UserInfo is { Length: > 0 } user)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
    }
}
