using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Tls;

/// <summary>How the gateway shows itself to https hosts, and whom it believes to be one.</summary>
internal sealed class HostTls(IOptions<TlsOptions> options, TimeProvider time, ILogger<HostTls> logger)
{
    private readonly PemPair? _own = options.Value is { HostCertificate: { } certificate, HostKey: { } key } ? new PemPair(certificate, key, time, logger) : null;

    /// <returns>For one client: each has its own.</returns>
    public SslClientAuthenticationOptions Options()
    {
        SslClientAuthenticationOptions tls = new() { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (_own is not null)
        {
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => _own.Current().TargetCertificate;
        }

        if (options.Value.HostAuthority is { } authority)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }

        return tls;
    }
}
