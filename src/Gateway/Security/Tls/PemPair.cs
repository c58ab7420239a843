using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Tls;

/// <summary>A certificate with its chain and its key, in two PEM files that are read again when they change. A change that makes no sense leaves the one before in force.</summary>
internal sealed partial class PemPair(string certificateFile, string keyFile, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _look = new();
    private SslStreamCertificateContext? _current;
    private (string Certificate, string Key) _read;
    private long _looked;

    /// <summary>Looks at the files once a second at most, and only while somebody connects.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_look)
        {
            if (_current is null || time.GetElapsedTime(_looked) >= LookEvery)
            {
                _looked = time.GetTimestamp();
                Look();
            }

            return _current!;
        }
    }

    /// <returns>What is wrong with the files; null: nothing.</returns>
    public static string? Problem(string certificateFile, string keyFile)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(certificateFile), File.ReadAllText(keyFile));
            return null;
        }
        catch (Exception problem) when (IsOfTheFiles(problem))
        {
            return problem.Message;
        }
    }

    private void Look()
    {
        try
        {
            (string Certificate, string Key) now = (File.ReadAllText(certificateFile), File.ReadAllText(keyFile));
            if (now != _read)
            {
                SslStreamCertificateContext next = Read(now.Certificate, now.Key);
                LogCertificate(certificateFile, next.TargetCertificate.Thumbprint, next.TargetCertificate.NotAfter);
                (_current, _read) = (next, now);
            }
        }
        catch (Exception problem) when (_current is not null && IsOfTheFiles(problem))
        {
            LogKept(certificateFile, problem.Message);
        }
    }

    private static SslStreamCertificateContext Read(string certificate, string key)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), all, offline: true);
    }

    private static bool IsOfTheFiles(Exception problem) => problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    [LoggerMessage(8001, LogLevel.Information, "{File} holds the certificate {Thumbprint}, which ends at {End}")]
    private partial void LogCertificate(string file, string thumbprint, DateTime end);

    [LoggerMessage(8002, LogLevel.Error, "{File} or its key cannot be used, and the certificate before stays: {Problem}")]
    private partial void LogKept(string file, string problem);
}
