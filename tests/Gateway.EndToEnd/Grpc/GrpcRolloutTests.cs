using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Grpc.Core;
using Grpc.Net.Client;
using Inference;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

public sealed class GrpcRolloutTests(GrpcGateway fixture) : IClassFixture<GrpcGateway>
{
    [Theory]
    [InlineData("internal", 13, false)]
    [InlineData("late", 13, true)]
    [InlineData("away", 14, false)]
    [InlineData("lateaway", 14, true)]
    public async Task A_candidate_whose_calls_fail_is_rolled_back_and_no_client_sees_it(string name, int status, bool late)
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, name);
        model.Sides[1].Answer = context => late ? ForeignGrpc.FailLateAsync(context, status) : ForeignGrpc.FailAsync(context, status);
        Rollout rollout = await StartAsync(name);
        int rescued = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                using AsyncUnaryCall<ModelInferResponse> call = fixture.Client.ModelInferAsync(GrpcGateway.Request(name));
                await call;
                Metadata head = await call.ResponseHeadersAsync;
                Assert.Equal("1", head.GetValue("x-model-version"));
                rescued += head.GetValue("x-rescued") == "true" ? 1 : 0;
                return (await fixture.Gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Phase == "rolledBack";
            },
            "The rollback",
            TimeSpan.FromSeconds(60),
            () => fixture.Gateway.Process.Output);
        Assert.InRange(rescued, 1, 100);
        Assert.Contains("errors", (await fixture.Gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alike", 1f, "held")]
    [InlineData("unlike", 4f, "rolledBack")]
    public async Task Calls_are_copied_in_a_shadow_phase_and_their_answers_compared(string name, float candidates, string phase)
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, name, servedAs: "theirs");
        model.Sides[0].Answer = context => ForeignGrpc.OkAsync(context, Scores(1));
        model.Sides[1].Answer = context => ForeignGrpc.OkAsync(context, Scores(candidates));
        Rollout rollout = await fixture.Gateway.Client.StartAsync(name, ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%"), CancellationToken.None);
        await Eventually.TrueAsync(
            async () =>
            {
                ModelInferResponse response = await fixture.Client.ModelInferAsync(GrpcGateway.Request(name));
                Assert.Equal(Scores(1), response);
                return (await fixture.Gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Phase == phase;
            },
            phase,
            TimeSpan.FromSeconds(60),
            () => fixture.Gateway.Process.Output);
        ShadowReport report = await fixture.Gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(Math.Abs(candidates - 1.0), report.MaxDifference);
        Assert.InRange(phase == "held" ? report.Agreed : report.Disagreed, 3, long.MaxValue);
        Assert.All(model.Sides[1].Seen, seen => Assert.Equal("theirs", seen.ModelName));
    }

    [Theory]
    [InlineData("rawwords", true)]
    [InlineData("typedwords", false)]
    public async Task A_foreign_candidate_is_rolled_back_by_calls_answered_with_no_numbers_where_the_settings_say_to_look(string name, bool raw)
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, name);
        await fixture.Gateway.Client.SetSettingsAsync(name, new ModelSettings { DecodeOutputs = true }, CancellationToken.None);
        model.Sides[0].Answer = context => ForeignGrpc.OkAsync(context, Scores(1));
        model.Sides[1].Answer = context => ForeignGrpc.OkAsync(context, raw ? Scores(float.NaN) : Typed(float.NaN));
        Rollout rollout = await fixture.Gateway.Client.StartAsync(
            name,
            new RolloutSpec { Candidate = "2", Guards = Json.List("errors <= 2%", "invalid <= 1%"), Steps = Json.Of((StepSpec[])[new StepSpec { Weight = 25, MinDuration = "1h" }]) },
            CancellationToken.None);
        await Eventually.TrueAsync(
            async () =>
            {
                await fixture.Client.ModelInferAsync(GrpcGateway.Request(name));
                return (await fixture.Gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Phase == "rolledBack";
            },
            "The rollback",
            TimeSpan.FromSeconds(60),
            () => fixture.Gateway.Process.Output);
        Assert.StartsWith("invalid <= 1%: ", (await fixture.Gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_behind_an_answer_that_has_begun_reaches_the_client_and_counts()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, "halfway", versions: 1);
        model.Sides[0].Answer = async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            await context.Response.Body.FlushAsync();
            context.Response.AppendTrailer("grpc-status", "15");
        };
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelInferAsync(GrpcGateway.Request("halfway")));
        Assert.Equal(StatusCode.DataLoss, problem.StatusCode);
        string metrics = await fixture.Gateway.Admin.GetStringAsync("/metrics");
        Assert.Contains("gateway_attempts_total{model=\"halfway\",version=\"1\",assignment=\"randomised\",outcome=\"failed\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_responses_total{model=\"halfway\",version=\"1\",code=\"500\",rescued=\"false\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_breaks_off_is_UNAVAILABLE_by_name()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, "broken", versions: 1);
        model.Sides[0].Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelInferAsync(GrpcGateway.Request("broken")));
        Assert.Equal(StatusCode.Unavailable, problem.StatusCode);
        Assert.Contains("version 1 of broken", problem.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_keeps_the_version_of_its_first_message_whatever_becomes_of_the_weights()
    {
        GatewayProcess gateway = fixture.Gateway;
        await gateway.PushAsync("flow", FixtureModels.FileOf("mnist"));
        await gateway.ServesAsync("flow");
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = fixture.Client.ModelStreamInfer();
        await AskAsync(stream, "1");
        await gateway.PushAsync("flow", FixtureModels.FileOf("derived/mnist_v2_same"));
        await Eventually.TrueAsync(
            async () => (await gateway.CallAsync(HttpMethod.Put, "/models/flow/traffic", """{"weights":{"2":100},"watch":false}""")).Status == 200, "version 2 has all the traffic", TimeSpan.FromSeconds(60), () => gateway.Process.Output);
        await AskAsync(stream, "1");
        await stream.RequestStream.WriteAsync(new ModelInferRequest { ModelName = "flow" });
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Contains("Input3", stream.ResponseStream.Current.ErrorMessage, StringComparison.Ordinal);
        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext());
        Assert.Equal("1", (await stream.ResponseHeadersAsync).GetValue("x-model-version"));
    }

    [LongFact]
    public async Task A_stream_ends_in_peace_when_the_gateway_does_and_does_not_hold_it_up()
    {
        await using GatewayProcess mortal = await GatewayProcess.StartAsync();
        await using HostProcess host = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        await mortal.RegisterAsync("flow", new { rest = host.Address, grpc = $"http://127.0.0.1:{host.GrpcPort}" }, "mnist");
        await mortal.ServesAsync("flow");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{mortal.GrpcPort}");
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelStreamInfer();
        await stream.RequestStream.WriteAsync(Gateway.Grpc.GrpcFixture.Raw("mnist", "flow"));
        Assert.True(await stream.ResponseStream.MoveNext());
        mortal.Process.Terminate();
        Assert.False(await stream.ResponseStream.MoveNext());
        Assert.Equal(0, await mortal.Process.ExitAsync(TimeSpan.FromSeconds(20))); // less than Gateway:ShutdownTimeout
    }

    [Fact]
    public async Task Every_message_of_a_stream_gets_the_hosts_name_for_the_model()
    {
        await using ForeignHost rest = await ForeignHost.StartAsync("mnist");
        await using HostProcess host = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        await fixture.Gateway.RegisterAsync("renamed", new { rest = host.Address, grpc = $"http://127.0.0.1:{host.GrpcPort}" }, "mnist");
        await fixture.Gateway.ServesAsync("renamed");
        using AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream = fixture.Client.ModelStreamInfer();
        for (int i = 0; i < 3; i++)
        {
            await stream.RequestStream.WriteAsync(Gateway.Grpc.GrpcFixture.Raw("mnist", "renamed"));
            Assert.True(await stream.ResponseStream.MoveNext());
            Assert.Equal("", stream.ResponseStream.Current.ErrorMessage);
        }

        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext());
    }

    private static async Task AskAsync(AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream, string version)
    {
        await stream.RequestStream.WriteAsync(Gateway.Grpc.GrpcFixture.Raw("mnist", "flow"));
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal(("", version), (stream.ResponseStream.Current.ErrorMessage, stream.ResponseStream.Current.InferResponse.ModelVersion));
    }

    private static ModelInferResponse Scores(float value) => new()
    {
        Outputs = { new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { 1, 2 } } },
        RawOutputContents = { Google.Protobuf.ByteString.CopyFrom([.. BitConverter.GetBytes(value), .. BitConverter.GetBytes(0f)]) },
    };

    private static ModelInferResponse Typed(float value) => new()
    {
        Outputs = { new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { 1, 2 }, Contents = new InferTensorContents { Fp32Contents = { value, 0 } } } },
    };

    private Task<Rollout> StartAsync(string model) => fixture.Gateway.Client.StartAsync(
        model,
        new RolloutSpec
        {
            Candidate = "2",
            Steps = ForeignModel.Short(20, 50),
            Guards = [JsonSerializer.SerializeToElement("errors <= 2%"), JsonSerializer.SerializeToElement("p99 <= 2s")],
            Bake = new BakeSpec { Duration = "1s" },
        },
        CancellationToken.None);
}
