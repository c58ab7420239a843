using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Tls;

/// <summary>Certificates and keys in PEM files.</summary>
internal static class Pem
{
    /// <summary>A certificate with its chain and its key, in two files.</summary>
    public static PemFiles<SslStreamCertificateContext> Pair(string certificateFile, string keyFile, TimeProvider time, ILogger logger) =>
        new([certificateFile, keyFile], texts => Pair(texts[0], texts[1]), pair => pair.TargetCertificate, time, logger);

    /// <summary>Certificates of authorities, at least one.</summary>
    public static PemFiles<X509Certificate2Collection> Authority(string file, TimeProvider time, ILogger logger) =>
        new([file], texts => Authority(texts[0]), all => all[0], time, logger);

    /// <returns>What is wrong with the files; null: nothing.</returns>
    public static string? PairProblem(string certificateFile, string keyFile) =>
        Problem(() => X509Certificate2.CreateFromPem(File.ReadAllText(certificateFile), File.ReadAllText(keyFile)).Dispose());

    /// <returns>What is wrong with a file of authorities; null: nothing.</returns>
    public static string? AuthorityProblem(string file) => Problem(() => Authority(File.ReadAllText(file)));

    public static bool IsOfTheFiles(Exception problem) => problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception problem) when (IsOfTheFiles(problem))
        {
            return problem.Message;
        }
    }

    private static SslStreamCertificateContext Pair(string certificate, string key)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), all, offline: true);
    }

    private static X509Certificate2Collection Authority(string text)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(text);
        return all.Count > 0 ? all : throw new CryptographicException("It holds no certificate.");
    }
}
