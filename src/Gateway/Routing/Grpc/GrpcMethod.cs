using Gateway.Routing.Rest;
using Gateway.Security;

namespace Gateway.Routing.Grpc;

/// <summary>What a call of the gRPC port asks for.</summary>
internal static class GrpcMethod
{
    private const string Service = "/inference.GRPCInferenceService/";

    /// <summary>Where MLServer's clients call the repository's calls; the messages are the same.</summary>
    private const string Repository = "/inference.model_repository.ModelRepositoryService/";

    /// <returns>The call's name within the service; empty: another service's.</returns>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> path) =>
        path.StartsWith(Service, StringComparison.Ordinal) ? path[Service.Length..]
        : path.StartsWith(Repository + "Repository", StringComparison.Ordinal) ? path[Repository.Length..]
        : default;

    /// <summary>Probes have no key.</summary>
    public static Needs Needs(HttpContext context)
    {
        ReadOnlySpan<char> path = context.Request.Path.Value;
        return NameOf(path) is "ServerLive" or "ServerReady" || !HealthCalls.NameOf(path).IsEmpty ? Security.Needs.Nothing : Security.Needs.Predict;
    }

    /// <returns>None: not a call that a version's host answers.</returns>
    public static PredictionKind KindOf(ReadOnlySpan<char> name) => name switch
    {
        "ModelInfer" => PredictionKind.Infer,
        "ModelStreamInfer" => PredictionKind.Stream,
        "ModelMetadata" or "ModelConfig" => PredictionKind.Metadata,
        _ => PredictionKind.None,
    };
}
