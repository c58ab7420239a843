using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>What went wrong as a gRPC status; anything that is not here is a bug of ours, and the framework says INTERNAL without its text.</summary>
internal static class Statuses
{
    /// <returns>Null: not a problem that a client is told of.</returns>
    public static RpcException? Of(Exception problem) => problem switch
    {
        RpcException status => status,
        ProtocolException => With(StatusCode.InvalidArgument, problem.Message),
        BusyException => With(StatusCode.Unavailable, problem.Message),
        ModelException => With(StatusCode.Internal, problem.Message),
        _ => null,
    };

    public static RpcException With(StatusCode code, string message) => new(new Status(code, message));
}
