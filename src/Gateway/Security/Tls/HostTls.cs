using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Tls;

/// <summary>How the gateway shows itself to https hosts, and whom it believes to be one.</summary>
internal sealed class HostTls(IOptions<TlsOptions> options, TimeProvider time, ILogger<HostTls> logger)
{
    private static readonly Oid Server = new("1.3.6.1.5.5.7.3.1");

    private readonly PemFiles<SslStreamCertificateContext>? _own = options.Value is { HostCertificate: { } certificate, HostKey: { } key } ? Pem.Pair(certificate, key, time, logger) : null;
    private readonly PemFiles<X509Certificate2Collection>? _authority = options.Value.HostAuthority is { } file ? Pem.Authority(file, time, logger) : null;

    /// <returns>For one client: each has its own.</returns>
    public SslClientAuthenticationOptions Options()
    {
        SslClientAuthenticationOptions tls = new() { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (_own is not null)
        {
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => _own.Current().TargetCertificate;
        }

        if (_authority is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            tls.RemoteCertificateValidationCallback = (_, shown, chain, problems) => IsSigned(shown as X509Certificate2, chain, problems, _authority.Current());
        }

        return tls;
    }

    /// <summary>By one of the authorities, whoever else the machine trusts, and in the name that was connected to.</summary>
    private static bool IsSigned(X509Certificate2? shown, X509Chain? sent, SslPolicyErrors problems, X509Certificate2Collection authorities)
    {
        if (shown is null || (problems & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using X509Chain chain = new()
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        };
        chain.ChainPolicy.ApplicationPolicy.Add(Server);
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []); // what the host sent between itself and them
        try
        {
            return chain.Build(shown);
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }
}
