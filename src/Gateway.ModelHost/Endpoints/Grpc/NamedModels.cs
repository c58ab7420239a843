using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Models by the names in a message; the empty text is no version.</summary>
internal static class NamedModels
{
    /// <exception cref="RpcException">NOT_FOUND.</exception>
    public static ServedModel Named(this ModelSet models, string name, string version) => models.Find(name, version.Length == 0 ? null : version) ?? throw Unknown(name, version);

    public static RpcException Unknown(string name, string version) => Statuses.With(StatusCode.NotFound, ModelCalls.Unknown(name, version.Length == 0 ? null : version));

    public static RpcException NotReady(this ServedModel served) => Statuses.With(StatusCode.Unavailable, ModelCalls.NotReady(served));
}
