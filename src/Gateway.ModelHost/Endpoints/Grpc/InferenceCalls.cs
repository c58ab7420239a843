using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Grpc.Core;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>The protocol's calls.</summary>
internal sealed class InferenceCalls(ModelSet models, GrpcInference inference, ModelRepository repository, Dialect dialect, IHostApplicationLifetime lifetime) : RepositoryCalls(repository)
{
    /// <summary>Metadata of a client that wants a failed request to end its stream.</summary>
    private const string EndsOnError = "triton_grpc_error";

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) => Task.FromResult(new ServerReadyResponse { Ready = models.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = models.Named(request.Name, request.Version).Ready is not null });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = dialect.ServerName, Version = ServerEndpoints.Build, Extensions = { Endpoints.Extensions.OverBoth } });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(MetadataMessage.Of(Ready(request.Name, request.Version), models.Versions(request.Name)));

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = ConfigMessage.Of(Ready(request.Name, request.Version)) });

    /// <summary>Of every version that the request does not leave out; an empty name is every model.</summary>
    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        ServedModel[] versions = [.. (request.Name.Length == 0 ? models.All : models.Of(request.Name)).Where(served => request.Version.Length == 0 || served.File.Version == request.Version)];
        return versions.Length == 0 && request.Name.Length > 0
            ? throw NamedModels.Unknown(request.Name, request.Version)
            : Task.FromResult(StatisticsMessage.Of(versions, models.Only));
    }

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

    private ReadyModel Ready(string name, string version) => models.Named(name, version) is var served && served.Ready is { } ready ? ready : throw served.NotReady();
}
