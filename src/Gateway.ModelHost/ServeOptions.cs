namespace Gateway.ModelHost;

/// <summary>What the host was asked to serve, and where.</summary>
/// <param name="UnixSocket">Path of the REST socket; the gRPC one's has <c>.grpc</c> behind it.</param>
/// <param name="Linger">How long it outlives its gateway's lease; null: nobody owns it.</param>
internal sealed record ServeOptions(
    IReadOnlyList<ModelFile> Models,
    string BindAddress,
    int RestPort,
    int GrpcPort,
    int MetricsPort,
    string? UnixSocket,
    SessionSettings Session,
    int Concurrency,
    int Queue,
    TimeSpan? Linger,
    string? LogFile,
    string? Check);

/// <summary>One model version to serve.</summary>
internal sealed record ModelFile(string Name, string Version, string Path);

/// <summary>How sessions run.</summary>
/// <param name="Defaults">Input → JSON array of elements that fill an absent input.</param>
/// <param name="Ignored">Inputs that are dropped from requests.</param>
/// <param name="AllowInfinity">±Inf is a legal answer.</param>
internal sealed record SessionSettings(
    int IntraOpThreads, bool AllowSpinning, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<string> Ignored, bool AllowInfinity);
