using Gateway.ModelHost.Sessions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>The gRPC port.</summary>
internal static class GrpcEndpoints
{
    /// <summary>Behind the REST socket's path.</summary>
    public const string SocketSuffix = ".grpc";

    /// <summary>The five bytes before a message count as its body's.</summary>
    private const int Prefix = 5;

    public static void AddGrpcCalls(this IServiceCollection services, long maxBody)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = (int)Math.Clamp(maxBody - Prefix, 0, int.MaxValue);
            grpc.MaxSendMessageSize = null;
        });
        services.AddSingleton<GrpcInference>();
        services.AddSingleton<InferenceCalls>();
        services.AddSingleton<DirectStreamCalls>();
        services.AddSingleton<HealthCalls>();
        services.AddSingleton<IRehearsal, GrpcRehearsal>();
    }

    public static void MapGrpcCalls(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<InferenceCalls>();
        routes.MapGrpcService<DirectStreamCalls>();
        routes.MapGrpcService<HealthCalls>();
    }

    public static void Http2(ListenOptions listen) => listen.Protocols = HttpProtocols.Http2;
}
