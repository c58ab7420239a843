using Gateway.ModelHost.Sessions;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Models by the names in a message; the empty text is no version.</summary>
internal static class NamedModels
{
    /// <exception cref="RpcException">NOT_FOUND.</exception>
    public static ServedModel Named(this ModelSet models, string name, string version) => models.Find(name, version.Length == 0 ? null : version)
        ?? throw Statuses.With(StatusCode.NotFound, $"Request for unknown model: '{name}'{(version.Length == 0 ? "" : $" version '{version}'")} is not found");

    public static RpcException NotReady(this ServedModel served) => Statuses.With(
        StatusCode.Unavailable, $"Version {served.File.Version} of {served.File.Name} is not ready{(served.Failure is null ? " yet" : ": it could not be loaded")}.");
}
