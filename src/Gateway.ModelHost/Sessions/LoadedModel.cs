using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>A session that can run.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ConcurrentBag<RunOptions> _options = [];

    private LoadedModel(InferenceSession session, ModelSignature signature, string digest) =>
        (_session, Signature, Digest) = (session, signature, digest);

    public ModelSignature Signature { get; }

    /// <summary><c>sha256:…</c> of the file.</summary>
    public string Digest { get; }

    /// <exception cref="LoadException">Why it cannot be served.</exception>
    public static LoadedModel Load(string path, SessionSettings settings)
    {
        byte[] digest;
        InferenceSession session;
        try
        {
            using FileStream file = File.OpenRead(path);
            digest = SHA256.HashData(file);
            session = file.Length == 0 ? throw new LoadException("load", ["The file is empty."]) : Open(path, settings);
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            string hint = problem.Message.Contains("locale", StringComparison.OrdinalIgnoreCase) ? " (the locale en_US.UTF-8 must be installed)" : "";
            throw new LoadException("load", [problem.Message + hint]);
        }

        try
        {
            return new LoadedModel(session, SignatureReader.Read(session), "sha256:" + Convert.ToHexStringLower(digest));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <param name="outputs">Names, in the order that the result has them.</param>
    /// <param name="cancellationToken">Breaks the run off.</param>
    /// <exception cref="OnnxRuntimeException">The model threw while running, or was broken off.</exception>
    public RunResult Run(InputValues values, IReadOnlyList<string> outputs, CancellationToken cancellationToken)
    {
        RunOptions options = _options.TryTake(out RunOptions? idle) ? idle : new RunOptions();
        try
        {
            using CancellationTokenRegistration left = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, options);
            IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, values.Names, values.Values, outputs);
            return new RunResult([.. outputs.Zip(results, (name, value) => new Output(name, value))], [results]);
        }
        finally
        {
            Return(options);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        while (_options.TryTake(out RunOptions? idle))
        {
            idle.Dispose();
        }
    }

    private void Return(RunOptions options)
    {
        if (options.Terminate)
        {
            options.Dispose();
        }
        else
        {
            _options.Add(options);
        }
    }

    private static InferenceSession Open(string path, SessionSettings settings)
    {
        using Microsoft.ML.OnnxRuntime.SessionOptions options = new()
        {
            IntraOpNumThreads = settings.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
        return new InferenceSession(path, options);
    }
}
