using Gateway.Routing.Shadows;

namespace Gateway.Routing.Attempts;

/// <summary>Passes an answer on and keeps a copy of it, as far as there is room; the client's stream does not depend on the copy.</summary>
internal sealed class AnswerTee(Stream client, CopiedBytes copy) : WriteOnlyStream
{
    public Stream Client => client;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        copy.Add(buffer.Span);
        return client.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        copy.Add(buffer.AsSpan(offset, count));
        client.Write(buffer, offset, count);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);

    public override void Flush() => client.Flush();
}
