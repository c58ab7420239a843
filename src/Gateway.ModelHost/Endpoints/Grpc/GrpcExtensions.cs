namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Triton's names of what this port understands beyond the protocol's core.</summary>
internal static class GrpcExtensions
{
    public static readonly string[] All = ["classification", "model_repository", "schedule_policy", "model_configuration", "statistics"];
}
