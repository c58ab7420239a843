using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>A stream's requests, until the client has no more or the host ends: an idle stream does not hold it up.</summary>
internal static class StreamRequests
{
    /// <exception cref="RpcException">UNAVAILABLE: the host ends.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(this IAsyncStreamReader<T> stream, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (await MoveAsync(stream, stopping, either.Token))
        {
            yield return stream.Current;
        }
    }

    private static async Task<bool> MoveAsync<T>(IAsyncStreamReader<T> stream, CancellationToken stopping, CancellationToken either)
    {
        try
        {
            return await stream.MoveNext(either);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            throw Statuses.With(StatusCode.Unavailable, "The host ends.");
        }
    }
}
