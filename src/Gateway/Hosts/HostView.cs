using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>One host as it is now: immutable, replaced whole.</summary>
/// <param name="Id">Stable and unique: <c>model/version/ordinal</c>, and how it was started where that is not the default.</param>
/// <param name="Ordinal">Within its version, from 0: the metrics' label.</param>
/// <param name="Address">Base address; the authority names a Unix socket when <paramref name="SocketPath"/> is set.</param>
/// <param name="GrpcAddress">The same for gRPC; null: it does not speak it.</param>
/// <param name="Device">Where it says that the model runs; empty: nobody knows.</param>
/// <param name="ServedModel">The model's name in paths at the host.</param>
/// <param name="ServedVersion">The version's name in paths at the host, if it wants one.</param>
internal sealed record HostView(
    string Id,
    int Ordinal,
    VersionKey Version,
    HostState State,
    Uri Address,
    Uri? GrpcAddress,
    string? SocketPath,
    string Protocol,
    string ServedModel,
    string? ServedVersion,
    IReadOnlyDictionary<string, string> Headers,
    int? ProcessId,
    int Restarts,
    string Device);
