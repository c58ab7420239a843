using System.Globalization;

namespace Gateway.Contracts;

/// <summary>Uploads that go on where they were cut.</summary>
public static class UploadCalls
{
    private const int MostFruitless = 5, MostBusy = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>In parts, under the digest of the whole: a connection that is cut, or takes nothing for a minute, costs what was under way.</summary>
    public static Task UploadAsync(this GatewayClient client, string sha256, string file, CancellationToken cancellationToken) =>
        client.UploadAsync(sha256, file, TimeSpan.FromMinutes(1), cancellationToken);

    /// <param name="stall">So long nothing may be taken.</param>
    /// <exception cref="UnreachableException">It was not there at the first look, or five times in a row took nothing.</exception>
    public static async Task UploadAsync(this GatewayClient client, string sha256, string file, TimeSpan stall, CancellationToken cancellationToken)
    {
        long length = new FileInfo(file).Length, before = -1;
        for (int fruitless = 0, busy = 0; ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            try
            {
                long done = await UploadedAsync(client, sha256, cancellationToken);
                (fruitless, before) = (done > before ? 0 : fruitless, done);
                if (done < length)
                {
                    await SendAsync(client, sha256, file, done, stall, cancellationToken);
                }

                return;
            }
            catch (UnreachableException) when (before >= 0 && fruitless++ < MostFruitless)
            {
                // cut, or away for a moment
            }
            catch (GatewayException one) when (one.Problem.Type is "upload-taken-over" or "wrong-range" && busy++ < MostBusy)
            {
                // somebody else brings the same bytes, or what came before the cut was still being written
            }
        }
    }

    private static async Task SendAsync(GatewayClient client, string sha256, string file, long done, TimeSpan stall, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Put, $"blobs/{sha256}");
        request.Content = new RestOfFile(file, done, () => stalled.CancelAfter(stall), () => stalled.CancelAfter(Timeout.InfiniteTimeSpan));
        try
        {
            using HttpResponseMessage response = await client.Calls.SendAsync(request, stalled.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnreachableException(client.Server.GetLeftPart(UriPartial.Authority), new TimeoutException($"It took nothing for {stall.TotalSeconds:0} s."));
        }
    }

    /// <returns>Bytes that are there.</returns>
    private static async Task<long> UploadedAsync(GatewayClient client, string sha256, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Head, $"blobs/{sha256}");
        try
        {
            using HttpResponseMessage response = await client.Calls.SendAsync(request, cancellationToken);
            return response.Headers.TryGetValues("Range", out IEnumerable<string>? range) ? long.Parse(range.First().Split('-')[1], CultureInfo.InvariantCulture) + 1 : 0;
        }
        catch (GatewayException none) when (none.Problem.Status == 404)
        {
            return 0;
        }
    }
}
