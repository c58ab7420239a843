using Grpc.Core;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>MLServer's dialect of a stream: answers as they are, and the first failure ends it.</summary>
internal sealed class DirectStreamCalls(GrpcInference inference, IHostApplicationLifetime lifetime) : DirectStreamService.DirectStreamServiceBase
{
    public override async Task ModelStreamInfer(IAsyncStreamReader<ModelInferRequest> requestStream, IServerStreamWriter<ModelInferResponse> responseStream, ServerCallContext context)
    {
        await foreach (ModelInferRequest request in requestStream.ReadAsync(lifetime.ApplicationStopping, context.CancellationToken))
        {
            await responseStream.WriteAsync(await inference.AnswerAsync(request, context), context.CancellationToken);
        }
    }
}
