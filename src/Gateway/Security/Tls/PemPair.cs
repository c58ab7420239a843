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

    /// <summary>What was wrong when it was last looked at: said once, then at Debug.</summary>
    private string? _kept;

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

    /// <returns>What is wrong with a file of authorities; null: nothing.</returns>
    public static string? AuthorityProblem(string file)
    {
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(file);
            return all.Count > 0 ? null : "holds no certificate";
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

            _kept = null;
        }
        catch (Exception problem) when (_current is not null && IsOfTheFiles(problem))
        {
            LogKept(problem.Message == _kept ? LogLevel.Debug : LogLevel.Error, certificateFile, problem.Message);
            _kept = problem.Message;
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

    [LoggerMessage(EventId = 8002, Message = "{File} or its key cannot be used, and the certificate before stays: {Problem}")]
    private partial void LogKept(LogLevel level, string file, string problem);
}
