using System.Net;
using System.Text;
using Gateway.Routing.Clusters;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class WholeRequestsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(213)]
    [InlineData(WholeRequests.Longest)]
    public async Task A_short_request_reaches_its_host_in_one_piece_with_its_headers(int length)
    {
        string sent = Assert.Single(await SendAsync(length));

        Assert.StartsWith("POST /infer HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {length}\r\n", sent, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", sent, StringComparison.Ordinal);
        Assert.Contains("Content-Encoding: gzip\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + new string('x', length), sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_of_a_longer_request_is_sent_ahead()
    {
        List<string> sent = await SendAsync(WholeRequests.Longest + 1);

        Assert.EndsWith("\r\n\r\n", sent[0], StringComparison.Ordinal);
        Assert.Equal(new string('x', WholeRequests.Longest + 1), string.Concat(sent[1..]));
    }

    [Fact]
    public async Task A_body_without_a_length_goes_as_it_comes()
    {
        List<string> sent = await SendAsync(213, request => request.Content!.Headers.ContentLength = null);

        Assert.EndsWith("\r\n\r\n", sent[0], StringComparison.Ordinal);
        Assert.Contains("Transfer-Encoding: chunked\r\n", sent[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_whether_the_host_wants_the_body_has_an_answer_first()
    {
        List<string> sent = await SendAsync(213, request => request.Headers.ExpectContinue = true);

        Assert.EndsWith("\r\n\r\n", sent[0], StringComparison.Ordinal);
    }

    /// <returns>What was written to the connection, write by write.</returns>
    private static async Task<List<string>> SendAsync(int length, Action<HttpRequestMessage>? change = null)
    {
        Wire wire = new();
        using HttpMessageInvoker client = new(new WholeRequests(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(wire) }));
        using HttpRequestMessage request = new(HttpMethod.Post, "http://host/infer") { Content = new HeadFirst(length) };
        change?.Invoke(request);
        using HttpResponseMessage response = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return wire.Writes;
    }

    /// <summary>As the proxy's content does it.</summary>
    private sealed class HeadFirst : HttpContent
    {
        private readonly byte[] _body;

        public HeadFirst(int length)
        {
            _body = Encoding.ASCII.GetBytes(new string('x', length));
            Headers.TryAddWithoutValidation("Content-Length", $"{length}");
            Headers.TryAddWithoutValidation("Content-Type", "application/json");
            Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync(Stop);
            await stream.WriteAsync(_body, Stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }

    /// <summary>A host that answers 200.</summary>
    private sealed class Wire() : MemoryStream(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    {
        public List<string> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(Encoding.ASCII.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => Writes.Add(Encoding.ASCII.GetString(buffer, offset, count));
    }
}
