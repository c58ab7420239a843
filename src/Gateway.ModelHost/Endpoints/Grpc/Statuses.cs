using Gateway.Core.Inference;
using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>What went wrong as a gRPC status; anything that is not here is a bug of ours, and the framework says UNKNOWN without its text.</summary>
internal static class Statuses
{
    /// <returns>Null: not a problem that a client is told of.</returns>
    public static RpcException? Of(Exception problem, Dialect dialect) => problem switch
    {
        RpcException status => status,
        ProtocolException => With(StatusCode.InvalidArgument, problem.Message),
        BusyException busy => With(Of(dialect.Status(busy.Limit ? Fault.Limited : Fault.Busy)), problem.Message),
        ModelException => With(StatusCode.Internal, problem.Message),
        _ => null,
    };

    public static RpcException Of(RepositoryException problem) => With(Of(problem.Fault), problem.Message);

    public static RpcException With(StatusCode code, string message) => new(new Status(code, message));

    /// <summary>What REST answers with, in gRPC's words.</summary>
    private static StatusCode Of(int httpCode) => (StatusCode)GrpcStatuses.OfError(httpCode);

    private static StatusCode Of(RepositoryFault fault) => fault switch
    {
        RepositoryFault.NotExplicit => StatusCode.Unavailable,
        RepositoryFault.Unknown => StatusCode.NotFound,
        _ => StatusCode.InvalidArgument,
    };
}
