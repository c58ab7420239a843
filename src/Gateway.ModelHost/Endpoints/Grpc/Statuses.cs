using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>What went wrong as a gRPC status; anything that is not here is a bug of ours, and the framework says UNKNOWN without its text.</summary>
internal static class Statuses
{
    /// <returns>Null: not a problem that a client is told of.</returns>
    public static RpcException? Of(Exception problem) => problem switch
    {
        RpcException status => status,
        ProtocolException => With(StatusCode.InvalidArgument, problem.Message),
        BusyException busy => With(busy.Limit ? StatusCode.ResourceExhausted : StatusCode.Unavailable, problem.Message),
        ModelException => With(StatusCode.Internal, problem.Message),
        RepositoryException repository => With(Of(repository.Fault), problem.Message),
        _ => null,
    };

    public static RpcException With(StatusCode code, string message) => new(new Status(code, message));

    private static StatusCode Of(RepositoryFault fault) => fault switch
    {
        RepositoryFault.NotExplicit => StatusCode.Unavailable,
        RepositoryFault.Unknown => StatusCode.NotFound,
        _ => StatusCode.InvalidArgument,
    };
}
