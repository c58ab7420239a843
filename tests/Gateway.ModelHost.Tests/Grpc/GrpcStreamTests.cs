using Gateway.Grpc;
using Gateway.TestKit;
using Grpc.Core;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

public sealed class GrpcStreamTests(GrpcFixtureHost host) : IClassFixture<GrpcFixtureHost>
{
    private static ModelInferRequest Good(string id) => With(GrpcFixture.Raw("triton_simple", "triton_simple"), id);

    private static ModelInferRequest Bad(string id) => With(new ModelInferRequest { ModelName = "nope" }, id);

    [Fact]
    public async Task A_stream_goes_on_after_a_request_that_failed()
    {
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = host.Client.ModelStreamInfer();
        List<ModelStreamInferResponse> answers = [];
        foreach (ModelInferRequest request in (ModelInferRequest[])[Good("1"), Bad("2"), Good("3")])
        {
            await stream.RequestStream.WriteAsync(request);
            Assert.True(await stream.ResponseStream.MoveNext());
            answers.Add(stream.ResponseStream.Current);
        }

        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext());
        Assert.Equal(["1", "2", "3"], answers.Select(answer => answer.InferResponse.Id));
        Assert.Equal(["", "Request for unknown model: 'nope' is not found", ""], answers.Select(answer => answer.ErrorMessage));
        Assert.Equal([2, 0, 2], answers.Select(answer => answer.InferResponse.RawOutputContents.Count));
    }

    [Fact]
    public async Task A_client_that_asks_for_it_gets_its_stream_ended_by_a_status()
    {
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = host.Client.ModelStreamInfer(new Metadata { { "triton_grpc_error", "true" } });
        await stream.RequestStream.WriteAsync(Bad("1"));
        RpcException problem = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.NotFound, problem.StatusCode);
    }

    [Fact]
    public async Task MLServers_dialect_answers_with_the_response_itself_and_ends_at_a_failure()
    {
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelInferResponse> stream = Direct().AsyncDuplexStreamingCall(
            new Method<ModelInferRequest, ModelInferResponse>(
                MethodType.DuplexStreaming, "inference.GRPCInferenceService", "ModelStreamInfer", Message(ModelInferRequest.Parser), Message(ModelInferResponse.Parser)),
            null,
            new CallOptions(new Metadata { { "x-stream-dialect", "mlserver" } }));
        await stream.RequestStream.WriteAsync(Good("1"));
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal(("triton_simple", "1"), (stream.ResponseStream.Current.ModelName, stream.ResponseStream.Current.Id));
        await stream.RequestStream.WriteAsync(Bad("2"));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task An_unknown_dialect_is_refused_by_name()
    {
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = host.Client.ModelStreamInfer(new Metadata { { "x-stream-dialect", "klingon" } });
        RpcException problem = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.InvalidArgument, problem.StatusCode);
        Assert.Contains("klingon", problem.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_stream_does_not_keep_a_host_from_ending()
    {
        await using HostProcess mortal = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{mortal.GrpcPort}");
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelStreamInfer();
        await stream.RequestStream.WriteAsync(GrpcFixture.Raw("mnist", "mnist"));
        Assert.True(await stream.ResponseStream.MoveNext());
        mortal.Process.Terminate();
        await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal(0, await mortal.Process.ExitAsync());
    }

    private CallInvoker Direct() => host.Channel.CreateCallInvoker();

    private static Marshaller<T> Message<T>(Google.Protobuf.MessageParser<T> parser)
        where T : class, Google.Protobuf.IMessage<T> => Marshallers.Create(message => Google.Protobuf.MessageExtensions.ToByteArray(message), parser.ParseFrom);

    private static ModelInferRequest With(ModelInferRequest request, string id)
    {
        request.Id = id;
        return request;
    }
}
