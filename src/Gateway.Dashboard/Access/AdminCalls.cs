using System.Net.Http.Headers;
using Gateway.Contracts;

namespace Gateway.Dashboard.Access;

/// <summary>Makes clients of the public admin API, each with its user's key, over shared connections.</summary>
internal sealed class AdminCalls(AdminAddress address) : IDisposable
{
    private readonly SocketsHttpHandler _handler = new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => address.IsOwn(certificate) },
    };

    /// <param name="key">Null: where none is needed.</param>
    public GatewayClient Open(string? key)
    {
        HttpClient http = new(_handler, disposeHandler: false) { BaseAddress = address.Value, Timeout = TimeSpan.FromMinutes(1) };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return new GatewayClient(http);
    }

    public void Dispose() => _handler.Dispose();
}
