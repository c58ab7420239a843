using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Grpc.Core;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>The protocol's calls.</summary>
internal sealed class InferenceCalls(ModelSet models, GrpcInference inference, IHostApplicationLifetime lifetime) : RefusedCalls
{
    /// <summary>Metadata of a client that wants a failed request to end its stream.</summary>
    private const string EndsOnError = "triton_grpc_error";

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) => Task.FromResult(new ServerReadyResponse { Ready = models.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = models.Named(request.Name, request.Version).Ready is not null });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = "modelhost", Version = ServerEndpoints.Build, Extensions = { GrpcExtensions.All } });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMessages.Metadata(Ready(request.Name, request.Version), models.Versions(request.Name)));

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = ModelMessages.Config(Ready(request.Name, request.Version)) });

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => inference.AnswerAsync(request, context);

    public override async Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream, IServerStreamWriter<ModelStreamInferResponse> responseStream, ServerCallContext context)
    {
        bool ends = context.RequestHeaders.GetValue(EndsOnError) == "true";
        await foreach (ModelInferRequest request in requestStream.ReadAsync(lifetime.ApplicationStopping, context.CancellationToken))
        {
            ModelStreamInferResponse response = new();
            try
            {
                response.InferResponse = await inference.AnswerAsync(request, context);
            }
            catch (RpcException problem) when (!ends)
            {
                // The id tells the client which of its requests it was.
                (response.ErrorMessage, response.InferResponse) = (problem.Status.Detail, new ModelInferResponse { Id = request.Id });
            }

            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) => Task.FromResult(new RepositoryIndexResponse
    {
        Models =
        {
            models.All.Where(served => !request.Ready || served.Ready is not null).Select(served => new RepositoryIndexResponse.Types.ModelIndex
            {
                Name = served.File.Name,
                Version = served.File.Version,
                State = served.Ready is not null ? "READY" : served.Failure is not null ? "UNAVAILABLE" : "LOADING",
                Reason = served.Failure ?? "",
            }),
        },
    });

    private ReadyModel Ready(string name, string version) => models.Named(name, version) is var served && served.Ready is { } ready ? ready : throw served.NotReady();
}
