namespace Gateway.ModelHost.Sessions;

/// <summary>A model was not loaded or unloaded, in words for the caller.</summary>
internal sealed class RepositoryException(RepositoryFault fault, string message) : Exception(message)
{
    public RepositoryFault Fault => fault;
}

internal enum RepositoryFault
{
    /// <summary>This host does not load on request (REST 503, gRPC UNAVAILABLE).</summary>
    NotExplicit,

    /// <summary>There is no such model (404, NOT_FOUND).</summary>
    Unknown,

    /// <summary>What came with the request cannot be used (400, INVALID_ARGUMENT).</summary>
    Invalid,

    /// <summary>The model cannot be served; what was served before goes on (400, INVALID_ARGUMENT).</summary>
    Failed,
}
