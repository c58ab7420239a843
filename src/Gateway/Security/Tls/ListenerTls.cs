using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Tls;

/// <summary>TLS of the ports, 1.2 at least, where a certificate is given.</summary>
internal sealed class ListenerTls(IOptions<TlsOptions> options, TimeProvider time, ILogger<ListenerTls> logger)
{
    private readonly PemFiles<SslStreamCertificateContext>? _pair = options.Value is { Certificate: { } certificate, Key: { } key } ? Pem.Pair(certificate, key, time, logger) : null;

    /// <summary>It is the one that the ports show.</summary>
    public bool IsOwn(X509Certificate? certificate) =>
        certificate is not null && _pair is not null && _pair.Current().TargetCertificate.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData());

    public void Use(ListenOptions listen)
    {
        if (_pair is not null)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _pair.Current(),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                }),
            });
        }
    }
}
