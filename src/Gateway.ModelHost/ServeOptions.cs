using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Repository;

namespace Gateway.ModelHost;

/// <summary>What the host was asked to serve, and where.</summary>
/// <param name="Models">Given one by one.</param>
/// <param name="Repository">Null: none.</param>
/// <param name="Batching">For every model that says nothing of its own.</param>
/// <param name="UnixSocket">Path of the REST socket; the gRPC one's has <c>.grpc</c> behind it.</param>
/// <param name="Linger">How long it outlives its gateway's lease; null: nobody owns it.</param>
internal sealed record ServeOptions(
    IReadOnlyList<ModelFile> Models,
    RepositoryOptions? Repository,
    string BindAddress,
    int RestPort,
    int GrpcPort,
    int MetricsPort,
    string? UnixSocket,
    SessionSettings Session,
    BatchSettings Batching,
    TimeSpan? Linger,
    string? LogFile,
    string? Check)
{
    public RestOptions Rest { get; init; } = new();

    /// <summary>Rows that a check asks.</summary>
    public string? Golden { get; init; }

    /// <summary>A check measures.</summary>
    public bool Measure { get; init; }
}

/// <summary>How REST is spoken.</summary>
/// <param name="MaxBody">Bytes of a request's body, decompressed.</param>
/// <param name="Triton">Statuses, texts and the server's name are Triton's, where ours are others.</param>
/// <param name="BoolFromNumbers">0 and 1 are taken for BOOL.</param>
internal sealed record RestOptions(long MaxBody = 64L << 20, bool Triton = false, bool BoolFromNumbers = false);

/// <summary>A folder in Triton's layout.</summary>
/// <param name="PollEvery">In mode <see cref="ModelControl.Poll"/>.</param>
/// <param name="LoadAtStart">In mode <see cref="ModelControl.Explicit"/>; <c>*</c>: all.</param>
internal sealed record RepositoryOptions(string Folder, ModelControl Control, TimeSpan PollEvery, IReadOnlyList<string> LoadAtStart);

/// <summary>When models of a repository are loaded and unloaded.</summary>
internal enum ModelControl
{
    /// <summary>All at start, and no more.</summary>
    None,

    /// <summary>All at start, and again whenever the folder has changed.</summary>
    Poll,

    /// <summary>On request.</summary>
    Explicit,
}

/// <summary>One model version to serve.</summary>
internal sealed record ModelFile(string Name, string Version, string Path)
{
    /// <summary>Changes with the file and its configuration.</summary>
    public string Stamp { get; init; } = "";

    public ModelConfig Config { get; init; } = ModelConfig.None;

    /// <summary>Why it cannot be loaded at all; null: not known yet.</summary>
    public string? Problem { get; init; }

    /// <summary>The same file under the same configuration.</summary>
    public bool Is(ModelFile other) => (Name, Version, Path, Stamp) == (other.Name, other.Version, other.Path, other.Stamp);
}

/// <summary>How sessions run.</summary>
/// <param name="Device">Where.</param>
/// <param name="Defaults">Input → JSON array of elements that fill an absent input.</param>
/// <param name="Ignored">Inputs that are dropped from requests.</param>
/// <param name="AllowInfinity">±Inf is a legal answer.</param>
internal sealed record SessionSettings(
    Device Device, int IntraOpThreads, bool AllowSpinning, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<string> Ignored, bool AllowInfinity)
{
    /// <summary>Weights may lie in other files of the model's folder.</summary>
    public bool AllowExternalData { get; init; } = true;
}
