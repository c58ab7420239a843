using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Tls;

/// <summary>What PEM files hold, which are read again when they change. A change that makes no sense leaves what was before in force.</summary>
/// <param name="read">From the files' texts, in their order.</param>
/// <param name="first">The certificate that the log names.</param>
internal sealed partial class PemFiles<T>(string[] files, Func<string[], T> read, Func<T, X509Certificate2> first, TimeProvider time, ILogger logger)
    where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _look = new();
    private T? _current;
    private string[] _read = [];
    private long _looked;

    /// <summary>What was wrong when it was last looked at: said once, then at Debug.</summary>
    private string? _kept;

    /// <summary>Looks at the files once a second at most, and only while somebody connects.</summary>
    public T Current()
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

    private void Look()
    {
        try
        {
            string[] now = [.. files.Select(File.ReadAllText)];
            if (!now.SequenceEqual(_read))
            {
                T next = read(now);
                LogCertificate(files[0], first(next).Thumbprint, first(next).NotAfter);
                (_current, _read) = (next, now);
            }

            _kept = null;
        }
        catch (Exception problem) when (_current is not null && Pem.IsOfTheFiles(problem))
        {
            LogKept(problem.Message == _kept ? LogLevel.Debug : LogLevel.Error, files[0], problem.Message);
            _kept = problem.Message;
        }
    }

    [LoggerMessage(8001, LogLevel.Information, "{File} holds the certificate {Thumbprint}, which ends at {End}")]
    private partial void LogCertificate(string file, string thumbprint, DateTime end);

    [LoggerMessage(EventId = 8002, Message = "{File} or what belongs to it cannot be used, and what was in force stays: {Problem}")]
    private partial void LogKept(LogLevel level, string file, string problem);
}
