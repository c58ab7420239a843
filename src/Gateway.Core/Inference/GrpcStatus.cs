namespace Gateway.Core.Inference;

/// <summary>gRPC's status codes by their wire numbers.</summary>
public enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>gRPC's statuses and HTTP's. There and back: google.rpc.Code and gRPC's "HTTP to gRPC Status Code Mapping".</summary>
public static class GrpcStatuses
{
    private static readonly int[] HttpCodes = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];

    /// <param name="text">The value of <c>grpc-status</c>.</param>
    /// <returns>UNKNOWN for what is absent or no status.</returns>
    public static GrpcStatus Parse(ReadOnlySpan<char> text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out int number) && number < HttpCodes.Length ? (GrpcStatus)number : GrpcStatus.Unknown;

    /// <summary>The HTTP status that means the same.</summary>
    public static int HttpCode(this GrpcStatus status) => HttpCodes[(int)status];

    /// <summary>The status that an error of ours, known by its HTTP status, has over gRPC.</summary>
    public static GrpcStatus OfError(int httpCode) => httpCode switch
    {
        400 or 405 or 411 or 415 => GrpcStatus.InvalidArgument,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.NotFound,
        408 or 504 => GrpcStatus.DeadlineExceeded,
        413 or 429 or 431 => GrpcStatus.ResourceExhausted,
        499 => GrpcStatus.Cancelled,
        501 => GrpcStatus.Unimplemented,
        502 or 503 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Internal,
    };

    /// <summary>What a server meant that answered HTTP without a gRPC status.</summary>
    public static GrpcStatus OfPlainHttp(int httpCode) => httpCode switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };
}
