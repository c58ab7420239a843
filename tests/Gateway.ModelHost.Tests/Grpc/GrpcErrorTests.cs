using Gateway.Grpc;
using Google.Protobuf;
using Grpc.Core;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>What a wrong request gets: a status, and a sentence that names the tensor.</summary>
public sealed class GrpcErrorTests(GrpcFixtureHost host) : IClassFixture<GrpcFixtureHost>
{
    private static readonly Dictionary<string, Action<ModelInferRequest>> Spoilers = new()
    {
        ["unknown model"] = request => request.ModelName = "nope",
        ["unknown version"] = request => request.ModelVersion = "7",
        ["unknown datatype"] = request => request.Inputs[0].Datatype = "INT31",
        ["wrong datatype"] = request => request.Inputs[0].Datatype = "FP32",
        ["wrong shape"] = request => request.Inputs[0].Shape[1] = 15,
        ["negative dimension"] = request => request.Inputs[0].Shape[0] = -1,
        ["overflow"] = request => request.Inputs[0].Shape.Add([long.MaxValue, 4]),
        ["too large"] = request => request.Inputs[0].Shape.Add(1L << 33),
        ["too few bytes"] = request => request.RawInputContents[0] = ByteString.CopyFrom(new byte[60]),
        ["raw missing"] = request => request.RawInputContents.RemoveAt(1),
        ["raw left over"] = request => request.RawInputContents.Add(ByteString.Empty),
        ["contents beside raw"] = request => request.Inputs[1].Contents = new InferTensorContents(),
        ["unknown input"] = request => request.Inputs[1].Name = "INPUT9",
        ["input missing"] = request =>
        {
            request.Inputs.RemoveAt(1);
            request.RawInputContents.RemoveAt(1);
        },
        ["unknown output"] = request => request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "OUTPUT9" }),
        ["output twice"] = request => request.Outputs.Add([new() { Name = "OUTPUT0" }, new() { Name = "OUTPUT0" }]),
        ["shared memory"] = request => request.Inputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = "mine" },
        ["reserved parameter"] = request => request.Parameters["triton_x"] = new InferParameter { BoolParam = true },
        ["no number"] = request => request.Parameters["timeout"] = new InferParameter { StringParam = "soon" },
        ["no data"] = request => request.RawInputContents.Clear(),
        ["wrong contents"] = request => Typed(request, new InferTensorContents { Fp32Contents = { new float[16] } }),
        ["two contents"] = request => Typed(request, new InferTensorContents { IntContents = { new int[16] }, BoolContents = { true } }),
        ["too few contents"] = request => Typed(request, new InferTensorContents { IntContents = { new int[15] } }),
    };

    [Theory]
    [InlineData("unknown model", StatusCode.NotFound, "Request for unknown model: 'nope' is not found")]
    [InlineData("unknown version", StatusCode.NotFound, "version 7")]
    [InlineData("unknown datatype", StatusCode.InvalidArgument, "'INT31'")]
    [InlineData("wrong datatype", StatusCode.InvalidArgument, "INPUT0")]
    [InlineData("wrong shape", StatusCode.InvalidArgument, "input byte size mismatch for input 'INPUT0' for model 'triton_simple'. Expected 120, got 128")]
    [InlineData("negative dimension", StatusCode.InvalidArgument, "All input dimensions should be specified")]
    [InlineData("overflow", StatusCode.InvalidArgument, "causes total element count to exceed maximum size of 9223372036854775807")]
    [InlineData("too large", StatusCode.InvalidArgument, "Expected ")]
    [InlineData("too few bytes", StatusCode.InvalidArgument, "Expected 128, got 60")]
    [InlineData("raw missing", StatusCode.InvalidArgument, "unable to find data for input tensor 'INPUT1'")]
    [InlineData("raw left over", StatusCode.InvalidArgument, "3 raw_input_contents for 2 inputs")]
    [InlineData("contents beside raw", StatusCode.InvalidArgument, "contents field must not be specified when using raw_input_contents for 'INPUT1'")]
    [InlineData("unknown input", StatusCode.InvalidArgument, "INPUT9")]
    [InlineData("input missing", StatusCode.InvalidArgument, "INPUT1")]
    [InlineData("unknown output", StatusCode.InvalidArgument, "OUTPUT9")]
    [InlineData("output twice", StatusCode.InvalidArgument, "output 'OUTPUT0' already exists in request")]
    [InlineData("shared memory", StatusCode.InvalidArgument, "shared memory is not spoken here")]
    [InlineData("reserved parameter", StatusCode.InvalidArgument, "triton_x")]
    [InlineData("no number", StatusCode.InvalidArgument, "'timeout'")]
    [InlineData("no data", StatusCode.InvalidArgument, "unable to find data for input tensor 'INPUT0'")]
    [InlineData("wrong contents", StatusCode.InvalidArgument, "of type 'FP32', expected datatype 'INT32'")]
    [InlineData("two contents", StatusCode.InvalidArgument, "already supplied")]
    [InlineData("too few contents", StatusCode.InvalidArgument, "Expected 128, got 60")]
    public async Task A_wrong_request_gets_a_status_that_says_what_is_wrong(string mistake, StatusCode status, string says)
    {
        ModelInferRequest request = GrpcFixture.Raw("triton_simple", "triton_simple");
        Spoilers[mistake](request);
        await FailsAsync(request, status, says);
    }

    [Theory]
    [InlineData("INT8", 200, "element 0 of input")]
    [InlineData("INT16", -40_000, "INT16 cannot hold")]
    [InlineData("UINT8", 300, "is 300")]
    [InlineData("UINT16", 70_000, "UINT16 cannot hold")]
    public async Task A_number_that_its_datatype_cannot_hold_is_refused(string datatype, int value, string says)
    {
        ModelInferRequest request = GrpcFixture.Typed("derived/identity_all_types", "derived.identity_all_types");
        ModelInferRequest.Types.InferInputTensor input = request.Inputs.Single(input => input.Datatype == datatype);
        if (value < 0 || datatype[0] == 'I')
        {
            input.Contents.IntContents[0] = value;
        }
        else
        {
            input.Contents.UintContents[0] = (uint)value;
        }

        await FailsAsync(request, StatusCode.InvalidArgument, says);
    }

    [Theory]
    [InlineData(-1, "expected 2 string elements for inference input")]
    [InlineData(1, "unexpected number of string elements for inference input")]
    [InlineData(0, "incomplete string data for inference input")]
    public async Task Strings_are_counted_and_none_is_cut_short(int more, string says)
    {
        ModelInferRequest request = GrpcFixture.Typed("derived/identity_bytes", "derived.identity_bytes");
        request.Inputs[0].Contents = null;
        request.Inputs[0].Shape.Clear();
        request.Inputs[0].Shape.Add(2);
        byte[] one = [1, 0, 0, 0, (byte)'a'];
        request.RawInputContents.Add(ByteString.CopyFrom(more == 0 ? [.. one, 9, 0, 0, 0, (byte)'b'] : [.. Enumerable.Repeat(one, 2 + more).SelectMany(bytes => bytes)]));
        await FailsAsync(request, StatusCode.InvalidArgument, says);
    }

    [Fact]
    public async Task A_message_of_more_than_64_MiB_is_RESOURCE_EXHAUSTED()
    {
        ModelInferRequest request = GrpcFixture.Raw("triton_simple", "triton_simple");
        request.RawInputContents[0] = ByteString.CopyFrom(new byte[64 << 20]);
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ModelInferAsync(request));
        Assert.Equal(StatusCode.ResourceExhausted, problem.StatusCode);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_DEADLINE_EXCEEDED()
    {
        RpcException problem = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client.ModelInferAsync(GrpcFixture.Raw("triton_simple", "triton_simple"), deadline: DateTime.UnixEpoch));
        Assert.Equal(StatusCode.DeadlineExceeded, problem.StatusCode);
    }

    [Fact]
    public async Task What_a_host_does_not_do_is_UNIMPLEMENTED()
    {
        RpcException shared = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.SystemSharedMemoryStatusAsync(new SystemSharedMemoryStatusRequest()));
        RpcException traced = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.TraceSettingAsync(new TraceSettingRequest()));
        Assert.Equal((StatusCode.Unimplemented, StatusCode.Unimplemented), (shared.StatusCode, traced.StatusCode));
        Assert.Contains("shared memory", shared.Status.Detail, StringComparison.OrdinalIgnoreCase);
    }

    private static void Typed(ModelInferRequest request, InferTensorContents contents)
    {
        request.RawInputContents.Clear();
        request.Inputs[0].Contents = contents;
    }

    private async Task FailsAsync(ModelInferRequest request, StatusCode status, string says)
    {
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ModelInferAsync(request));
        Assert.Equal(status, problem.StatusCode);
        Assert.Contains(says, problem.Status.Detail, StringComparison.Ordinal);
    }
}
