using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Routing.Grpc;

/// <summary>A call's response, which the proxy completes with every attempt: one that will be replayed is not its last.</summary>
internal sealed class HeldResponse(IHttpResponseBodyFeature inner, Prediction prediction) : IHttpResponseBodyFeature
{
    public Stream Stream => inner.Stream;

    public PipeWriter Writer => inner.Writer;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => prediction.Attempt is { Replayed: true } ? Task.CompletedTask : inner.CompleteAsync();
}
