using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Routing.Clusters;

/// <summary>
/// A short request goes out in one piece. The proxy sends the head ahead of its body, for callers that wait for an early answer; that is a system call and a packet more
/// for each request, here and at the host.
/// </summary>
internal sealed class WholeRequests(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Bytes; what is longer does not fit into the client's buffer with its head, and gains nothing.</summary>
    public const int Longest = 3_500;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is { Content: { Headers.ContentLength: <= Longest } body, Version.Major: 1 } && request.Headers.ExpectContinue != true)
        {
            request.Content = new Body(body);
        }

        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>The proxy's content, which tells it what became of it, with the same headers.</summary>
    private sealed class Body : HttpContent
    {
        private readonly HttpContent _body;

        public Body(HttpContent body)
        {
            _body = body;
            foreach ((string name, HeaderStringValues values) in body.Headers.NonValidated)
            {
                Headers.TryAddWithoutValidation(name, values.ToString());
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _body.CopyToAsync(new Unflushed(stream), context, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Headers.ContentLength!.Value;
            return true;
        }
    }

    /// <summary>The client flushes at the body's end by itself.</summary>
    private sealed class Unflushed(Stream stream) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stream.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
