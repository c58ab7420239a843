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
    private readonly OutputReader _reader;

    private LoadedModel(InferenceSession session, ModelSignature signature, IReadOnlyList<MapOutput> maps, Device device, string digest) =>
        (_session, Signature, _reader, Device, Digest) = (session, signature, new OutputReader(maps), device, digest);

    public ModelSignature Signature { get; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

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
            ExternalData.Require(path, settings.AllowExternalData);
            session = file.Length == 0 ? throw new LoadException("load", ["The file is empty."]) : Open(path, settings);
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            string hint = problem.Message.Contains("locale", StringComparison.OrdinalIgnoreCase) ? " (the locale en_US.UTF-8 must be installed)" : "";
            throw new LoadException("load", [problem.Message + hint]);
        }

        try
        {
            List<MapOutput> maps = [];
            ModelSignature signature = SignatureReader.Read(session, maps);
            return new LoadedModel(session, signature, maps, settings.Device, "sha256:" + Convert.ToHexStringLower(digest));
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
    /// <exception cref="ModelException">An output cannot be shown as tensors.</exception>
    public RunResult Run(InputValues values, IReadOnlyList<string> outputs, CancellationToken cancellationToken)
    {
        RunOptions options = _options.TryTake(out RunOptions? idle) ? idle : new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL }; // what it would say the exception says
        try
        {
            using CancellationTokenRegistration left = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, options);
            IReadOnlyCollection<string> asked = _reader.Asked(outputs);
            return _reader.Read(outputs, asked, _session.Run(options, values.Names, values.Values, asked));
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
        options.Append(settings.Device);
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
        return new InferenceSession(path, options);
    }
}
