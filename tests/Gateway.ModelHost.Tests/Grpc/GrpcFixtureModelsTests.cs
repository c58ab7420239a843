using Gateway.Grpc;
using Gateway.TestKit;
using Grpc.Core;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>Models made by others, with their own requests and answers, over gRPC to a real process.</summary>
public sealed class GrpcFixtureModelsTests(GrpcFixtureHost host) : IClassFixture<GrpcFixtureHost>
{
    public static TheoryData<string> Served => [.. FixtureModels.All.Where(FixtureModels.HasAnswer)];

    public static TheoryData<string> Typed => [.. FixtureModels.All.Where(name => FixtureModels.HasAnswer(name) && GrpcFixture.HasTyped(name))];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task A_model_answers_raw_tensors_as_its_makers_expect(string model)
    {
        ModelInferResponse response = await host.Client.ModelInferAsync(GrpcFixture.Raw(model, FixtureHost.Serve(model)));
        Assert.Null(FixtureModels.Difference(model, GrpcAnswer.Json(response)));
        Assert.All(response.Outputs, output => Assert.Null(output.Contents));
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task A_model_answers_typed_tensors_as_its_makers_expect(string model) =>
        Assert.Null(FixtureModels.Difference(model, GrpcAnswer.Json(await host.Client.ModelInferAsync(GrpcFixture.Typed(model, FixtureHost.Serve(model))))));

    [Fact]
    public async Task An_answer_with_nan_and_infinity_says_how_many()
    {
        using AsyncUnaryCall<ModelInferResponse> call = host.Client.ModelInferAsync(GrpcFixture.Raw("derived/mnist_v5_nan", "derived.mnist_v5_nan"));
        Assert.True(long.Parse((await call.ResponseHeadersAsync).GetValue("x-nonfinite-count")!, null) > 0);
    }

    [Fact]
    public async Task A_model_that_throws_while_running_is_INTERNAL_without_the_runtimes_text_and_goes_on_serving()
    {
        ModelInferRequest request = GrpcFixture.Typed("derived/fails_unless_6", "derived.fails_unless_6");
        ModelInferRequest wrong = request.Clone();
        wrong.Inputs[0].Shape[0] += 1;
        int count = (int)wrong.Inputs[0].Shape.Aggregate(1L, (all, dimension) => all * dimension);
        wrong.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { Enumerable.Repeat(1f, count) } };
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ModelInferAsync(wrong));
        Assert.Equal(StatusCode.Internal, problem.StatusCode);
        Assert.DoesNotContain("onnxruntime", problem.Status.Detail, StringComparison.OrdinalIgnoreCase);
        await host.Client.ModelInferAsync(request);
    }

    [Fact]
    public async Task The_id_is_echoed_and_outputs_come_as_asked()
    {
        ModelInferRequest request = GrpcFixture.Raw("triton_simple", "triton_simple");
        request.Id = "me";
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "OUTPUT1" });
        ModelInferResponse response = await host.Client.ModelInferAsync(request);
        Assert.Equal(("me", "triton_simple", "1"), (response.Id, response.ModelName, response.ModelVersion));
        Assert.Equal("OUTPUT1", Assert.Single(response.Outputs).Name);
    }
}
