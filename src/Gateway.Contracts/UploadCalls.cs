using System.Globalization;
using System.Net;

namespace Gateway.Contracts;

/// <summary>Uploads that go on where they were cut.</summary>
public static class UploadCalls
{
    private const int MostFruitless = 5, MostBusy = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>In parts, under the digest of the whole: a connection that is cut, or takes nothing for a minute, costs what was under way.</summary>
    public static Task UploadAsync(this GatewayClient client, string sha256, string file, CancellationToken cancellationToken) =>
        client.UploadAsync(sha256, file, TimeSpan.FromMinutes(1), cancellationToken);

    /// <summary>The same, with another patience.</summary>
    /// <param name="stall">So long one piece may take; the end, when all is hashed and kept, ten times as long.</param>
    /// <exception cref="UnreachableException">It was not there at the first look, or took nothing after five more.</exception>
    /// <exception cref="GatewayException">It refuses the bytes.</exception>
    public static async Task UploadAsync(this GatewayClient client, string sha256, string file, TimeSpan stall, CancellationToken cancellationToken)
    {
        long length = new FileInfo(file).Length, before = -1;
        for (int fruitless = 0, busy = 0; ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            try
            {
                (long done, bool whole) = await UploadedAsync(client, sha256, stall, cancellationToken);
                (fruitless, before) = (done > before ? 0 : fruitless, done);
                if (!whole)
                {
                    await SendAsync(client, sha256, file, Math.Clamp(done, 0, Math.Max(0, length - 1)), stall, cancellationToken); // the last byte brings it to its end, though all may be there
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
        request.Content = new RestOfFile(file, done, () => stalled.CancelAfter(stall), () => stalled.CancelAfter(stall * 10));
        using HttpResponseMessage response = await AnswerAsync(client, request, stalled, cancellationToken);
    }

    /// <returns>Bytes that are there, and whether they are whole: hashed and kept.</returns>
    private static async Task<(long Bytes, bool Whole)> UploadedAsync(GatewayClient client, string sha256, TimeSpan stall, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(stall);
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Head, $"blobs/{sha256}");
        try
        {
            using HttpResponseMessage response = await AnswerAsync(client, request, stalled, cancellationToken);
            return (response.Headers.TryGetValues("Range", out IEnumerable<string>? range) ? long.Parse(range.First().Split('-')[1], CultureInfo.InvariantCulture) + 1 : 0, response.StatusCode == HttpStatusCode.OK);
        }
        catch (GatewayException none) when (none.Problem.Status == 404)
        {
            return (0, false);
        }
    }

    private static async Task<HttpResponseMessage> AnswerAsync(GatewayClient client, HttpRequestMessage request, CancellationTokenSource stalled, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Calls.SendAsync(request, stalled.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnreachableException(client.Server.GetLeftPart(UriPartial.Authority), new TimeoutException("It is there and takes nothing."));
        }
    }
}
