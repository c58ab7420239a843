using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Security.Tls;

/// <summary>An authority made for one test, and what it signs.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public Certificates(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _authority = Authority("CN=test authority", key).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        AuthorityFile = Path.Combine(folder, $"{_authority.Thumbprint}.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    /// <summary>Writes a pair of PEM files for 127.0.0.1, over what is there.</summary>
    /// <returns>Its thumbprint.</returns>
    public string Write(string certificateFile, string keyFile)
    {
        using X509Certificate2 signed = Sign(IPAddress.Loopback, _authority);
        using ECDsa key = signed.GetECDsaPrivateKey()!;
        File.WriteAllText(certificateFile, signed.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return signed.Thumbprint;
    }

    /// <summary>A server's certificate with its key.</summary>
    /// <param name="signer">The authority itself, or one between; null: the authority.</param>
    public X509Certificate2 Sign(IPAddress address, X509Certificate2? signer = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return Signed(request, key, signer ?? _authority);
    }

    /// <summary>Signs servers in the authority's name.</summary>
    public X509Certificate2 Between()
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Signed(Authority("CN=between", key), key, _authority);
    }

    public void Dispose() => _authority.Dispose();

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2 signer)
    {
        using (key)
        using (X509Certificate2 signed = request.Create(signer, signer.NotBefore, signer.NotAfter, RandomNumberGenerator.GetBytes(8)))
        {
            return X509CertificateLoader.LoadPkcs12(signed.CopyWithPrivateKey(key).Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
        }
    }
}
