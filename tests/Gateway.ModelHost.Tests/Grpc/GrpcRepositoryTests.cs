using Gateway.Grpc;
using Gateway.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>Triton's extensions over gRPC: repository, statistics, classification.</summary>
public sealed class GrpcRepositoryTests
{
    [Fact]
    public async Task Models_are_loaded_and_unloaded_on_request_by_Tritons_clients_and_by_KServes()
    {
        string repository = Repository();
        await using HostProcess host = await HostProcess.StartAsync("--repository", repository, "--model-control", "explicit");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.GrpcPort}");
        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);

        Assert.Equal("", Assert.Single((await client.RepositoryIndexAsync(new RepositoryIndexRequest())).Models).State);
        Assert.Equal(new RepositoryModelLoadResponse(), await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "mnist" }));
        Assert.Equal("READY", Assert.Single((await client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true })).Models).State);
        await client.ModelInferAsync(GrpcFixture.Raw("mnist", "mnist"));
        RepositoryModelUnloadResponse gone = await client.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { RepositoryName = "mnist" });
        Assert.Equal(("mnist", true), (gone.ModelName, gone.IsUnloaded));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(async () => await client.ModelInferAsync(GrpcFixture.Raw("mnist", "mnist"))));
        RepositoryModelLoadResponse back = await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { RepositoryName = "mnist" });
        Assert.Equal(("mnist", true), (back.ModelName, back.IsLoaded));

        Assert.Equal(StatusCode.NotFound, await StatusAsync(async () => await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "nope" })));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(async () => await client.RepositoryModelLoadAsync(With("speed", "fast"))));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(async () => await client.RepositoryModelLoadAsync(With("file:1/model.onnx", "x"))));
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(async () => await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { RepositoryName = "main", ModelName = "mnist" })));
    }

    [Fact]
    public async Task MLServers_clients_find_the_same_calls_in_their_own_service()
    {
        string repository = Repository();
        await using HostProcess host = await HostProcess.StartAsync("--repository", repository, "--model-control", "explicit");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.GrpcPort}");
        await CallAsync(channel, "RepositoryModelLoad", new RepositoryModelLoadRequest { ModelName = "mnist" }, RepositoryModelLoadResponse.Parser);
        RepositoryIndexResponse index = await CallAsync(channel, "RepositoryIndex", new RepositoryIndexRequest { Ready = true }, RepositoryIndexResponse.Parser);
        Assert.Equal(("mnist", "1", "READY"), Assert.Single(index.Models) is var line ? (line.Name, line.Version, line.State) : default);
        await CallAsync(channel, "RepositoryModelUnload", new RepositoryModelUnloadRequest { ModelName = "mnist" }, RepositoryModelUnloadResponse.Parser);
        Assert.Equal(StatusCode.NotFound, await StatusAsync(() => CallAsync(channel, "RepositoryModelUnload", new RepositoryModelUnloadRequest { ModelName = "mnist" }, RepositoryModelUnloadResponse.Parser)));
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(() => CallAsync(channel, "ModelInfer", GrpcFixture.Raw("mnist", "mnist"), ModelInferResponse.Parser)));
    }

    [Fact]
    public async Task A_host_that_loads_at_its_start_says_that_it_does_not_on_request_and_counts_what_it_did()
    {
        await using HostProcess host = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.GrpcPort}");
        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
        Assert.Equal(StatusCode.Unavailable, await StatusAsync(async () => await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "mnist" })));

        await client.ModelInferAsync(GrpcFixture.Raw("mnist", "mnist"));
        await client.ModelInferAsync(GrpcFixture.Raw("mnist", "mnist"));
        await StatusAsync(async () => await client.ModelInferAsync(new ModelInferRequest { ModelName = "mnist" }));
        ModelStatistics statistics = Assert.Single((await client.ModelStatisticsAsync(new ModelStatisticsRequest())).ModelStats);
        Assert.Equal(("mnist", "1", 2UL, 2UL, 1UL), (statistics.Name, statistics.Version, statistics.InferenceCount, statistics.InferenceStats.Success.Count, statistics.InferenceStats.Fail.Count));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(async () => await client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "nope" })));
    }

    [Fact]
    public async Task The_greatest_scores_come_in_place_of_a_tensor_that_is_to_be_classified()
    {
        await using HostProcess host = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.GrpcPort}");
        ModelInferRequest request = GrpcFixture.Raw("mnist", "mnist");
        ModelInferRequest.Types.InferRequestedOutputTensor output = new() { Name = "Plus214_Output_0" };
        output.Parameters["classification"] = new InferParameter { Int64Param = 2 };
        request.Outputs.Add(output);
        ModelInferResponse response = await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(request);
        Assert.Equal("BYTES", Assert.Single(response.Outputs).Datatype);
        Assert.Matches("6574\\.\\d{6}:2", GrpcAnswer.Json(response)); // the fixture's greatest score, tests/models/mnist/v2/expected.json
    }

    private static string Repository()
    {
        string repository = Paths.Temporary("repository");
        Directory.CreateDirectory(Path.Combine(repository, "mnist", "1"));
        File.Copy(FixtureModels.FileOf("mnist"), Path.Combine(repository, "mnist", "1", "model.onnx"));
        return repository;
    }

    private static async Task<TResponse> CallAsync<TRequest, TResponse>(GrpcChannel channel, string method, TRequest request, MessageParser<TResponse> parser)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        Method<TRequest, TResponse> theirs = new(
            MethodType.Unary, "inference.model_repository.ModelRepositoryService", method, Marshallers.Create(message => message.ToByteArray(), (Func<byte[], TRequest>)(_ => throw new NotSupportedException())), Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom));
        return await channel.CreateCallInvoker().AsyncUnaryCall(theirs, null, default, request);
    }

    private static RepositoryModelLoadRequest With(string name, string value)
    {
        RepositoryModelLoadRequest request = new() { ModelName = "mnist" };
        request.Parameters[name] = name[0] == 'f' ? new ModelRepositoryParameter { BytesParam = ByteString.CopyFromUtf8(value) } : new ModelRepositoryParameter { StringParam = value };
        return request;
    }

    private static async Task<StatusCode> StatusAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).StatusCode;
}
