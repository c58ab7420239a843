using System.Text.Json;
using Gateway.Grpc;
using Gateway.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Inference;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>Which version a call gets, by what its first message and its metadata say.</summary>
public sealed class GrpcRoutingTests(GrpcGateway fixture) : IClassFixture<GrpcGateway>
{
    private GatewayProcess Gateway => fixture.Gateway;

    [Fact]
    public async Task A_pushed_version_answers_over_its_hosts_second_socket_and_the_answer_says_whose_it_is()
    {
        await Gateway.PushAsync("pushed", FixtureModels.FileOf("mnist"));
        await Gateway.ServesAsync("pushed");
        using AsyncUnaryCall<ModelInferResponse> call = fixture.Client.ModelInferAsync(GrpcFixture.Raw("mnist", "pushed"), new Metadata { { "x-prediction-id", "mine" } });
        Assert.Null(FixtureModels.Difference("mnist", GrpcAnswer.Json(await call)));
        Metadata head = await call.ResponseHeadersAsync;
        Assert.Equal(("1", "mine"), (head.GetValue("x-model-version"), head.GetValue("x-prediction-id")));
        Assert.Contains("gateway_responses_total{model=\"pushed\",version=\"1\",code=\"200\",rescued=\"false\"} 1", await Gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal("Input3", Assert.Single((await fixture.Client.ModelMetadataAsync(new ModelMetadataRequest { Name = "pushed" })).Inputs).Name);
        Assert.Equal("1", (await fixture.Client.ModelInferAsync(With(GrpcFixture.Raw("mnist", "pushed"), request => request.ModelVersion = "1"))).ModelVersion);
    }

    [Fact]
    public async Task A_wrong_request_is_told_what_is_wrong_with_it_and_counts_as_rejected()
    {
        await Gateway.PushAsync("wronged", FixtureModels.FileOf("mnist"));
        await Gateway.ServesAsync("wronged");
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelInferAsync(new ModelInferRequest { ModelName = "wronged" }));
        Assert.Equal(StatusCode.InvalidArgument, problem.StatusCode);
        Assert.Contains("Input3", problem.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("gateway_attempts_total{model=\"wronged\",version=\"1\",assignment=\"randomised\",outcome=\"rejected\"} 1", await Gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_in_the_message_is_pinned_and_a_sticky_key_in_the_metadata_stays()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "kept");
        await SplitAsync("kept", 50, 50);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal("2", await VersionAsync(GrpcGateway.Request("kept", "2")));
        }

        foreach (string key in (string[])["ann", "bob", "eve", "joe"])
        {
            string first = await VersionAsync(GrpcGateway.Request("kept"), ("x-routing-key", key));
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(first, await VersionAsync(GrpcGateway.Request("kept"), ("x-routing-key", key)));
            }
        }
    }

    [Fact]
    public async Task Weights_hold_for_calls_as_for_requests()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "weighed");
        await SplitAsync("weighed", 80, 20);
        for (int i = 0; i < 100; i++)
        {
            await fixture.Client.ModelInferAsync(GrpcGateway.Request("weighed"));
        }

        Assert.InRange(model.Sides[1].Seen.Count, 18, 22); // n·π ± 2, docs/architecture.md
    }

    [Fact]
    public async Task The_hosts_own_name_for_the_model_is_put_into_the_message_and_nothing_else_changes()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "ours", versions: 1, servedAs: "theirs");
        ModelInferRequest request = GrpcFixture.Raw("mnist", "ours");
        await fixture.Client.ModelInferAsync(request);
        await fixture.Client.ModelInferAsync(With(request.Clone(), pinned => pinned.ModelVersion = "1"));
        Assert.Equal(2, model.Sides[0].Seen.Count);
        Assert.All(model.Sides[0].Seen, seen => Assert.Equal(With(request.Clone(), renamed => renamed.ModelName = "theirs"), seen));
    }

    [Fact]
    public async Task A_message_of_several_megabytes_is_renamed_without_being_kept()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "large", versions: 1, servedAs: "grande");
        ModelInferRequest request = GrpcGateway.Request("large");
        request.RawInputContents.Add(ByteString.CopyFrom(new byte[5 << 20]));
        await fixture.Client.ModelInferAsync(request);
        Assert.Equal(With(request, renamed => renamed.ModelName = "grande"), Assert.Single(model.Sides[0].Seen));
    }

    [Fact]
    public async Task A_version_whose_hosts_speak_no_gRPC_is_UNIMPLEMENTED_by_name()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("silent");
        await Gateway.RegisterAsync("silent", host.Address.GetLeftPart(UriPartial.Authority));
        await Gateway.ServesAsync("silent");
        RpcException problem = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelInferAsync(GrpcGateway.Request("silent")));
        Assert.Equal(StatusCode.Unimplemented, problem.StatusCode);
        Assert.Contains("version 1 of silent", problem.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_models_versions_and_calls_have_their_statuses()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "known", versions: 1);
        Assert.Equal(StatusCode.NotFound, await StatusAsync(GrpcGateway.Request("nope")));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(GrpcGateway.Request("known", "7")));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(GrpcGateway.Request("")));
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "known" }))).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.TraceSettingAsync(new TraceSettingRequest()))).StatusCode);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_in_time_is_DEADLINE_EXCEEDED()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "slow", versions: 1);
        model.Sides[0].Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None);
        await Gateway.CallAsync(HttpMethod.Put, "/models/slow/settings", """{"timeout":"300ms"}""");
        await Eventually.TrueAsync(async () => await StatusAsync(GrpcGateway.Request("slow")) == StatusCode.DeadlineExceeded, "the timeout");
        Assert.Contains("outcome=\"timeout\"", await Gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alone", 0)]
    [InlineData("behind", 1 << 21)] // too large to be kept, so that its end is not read
    public async Task A_second_name_in_a_message_does_not_reach_another_model_of_the_host(string name, int padding)
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, name, versions: 1);
        byte[] message = [.. new ModelInferRequest { ModelName = name, RawInputContents = { ByteString.CopyFrom(new byte[padding]) } }.ToByteArray(), .. new ModelInferRequest { ModelName = "others" }.ToByteArray()];
        Marshaller<byte[]> bytes = Marshallers.Create(value => value, value => value);
        Method<byte[], byte[]> infer = new(MethodType.Unary, "inference.GRPCInferenceService", "ModelInfer", bytes, bytes);
        using AsyncUnaryCall<byte[]> call = fixture.Channel.CreateCallInvoker().AsyncUnaryCall(infer, null, default, message);
        if (padding == 0)
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode); // the last name counts, and there is no such model
            return;
        }

        await call;
        Assert.Equal(name, Assert.Single(model.Sides[0].Seen).ModelName);
    }

    [Fact]
    public async Task The_gateway_answers_for_itself()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "listed", versions: 1);
        Assert.True((await fixture.Client.ServerLiveAsync(new ServerLiveRequest())).Live);
        await Eventually.TrueAsync(async () => (await fixture.Client.ServerReadyAsync(new ServerReadyRequest())).Ready, "the gateway is ready");
        ServerMetadataResponse server = await fixture.Client.ServerMetadataAsync(new ServerMetadataRequest());
        Assert.Equal(("gateway", "statistics"), (server.Name, server.Extensions.Last()));
        Assert.True((await fixture.Client.ModelReadyAsync(new ModelReadyRequest { Name = "listed", Version = "1" })).Ready);
        Assert.Contains((await fixture.Client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true })).Models, line => line is { Name: "listed", Version: "1", State: "READY" });
        Health.HealthClient health = new(fixture.Channel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(new HealthCheckRequest { Service = "nope" }))).StatusCode);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task What_was_registered_with_a_gRPC_address_shows_it()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(Gateway, "shown", versions: 1);
        (int status, JsonElement hosts) = await Gateway.CallAsync(HttpMethod.Get, "/models/shown/versions/1/hosts");
        Assert.Equal(200, status);
        Assert.Equal(model.Sides[0].Address.GetLeftPart(UriPartial.Authority), hosts.GetProperty("addresses")[0].GetProperty("grpc").GetString());
        (status, JsonElement wrong) = await Gateway.CallAsync(HttpMethod.Post, "/models/shown/versions", """{"hosts":[{"rest":"http://127.0.0.1:1","grpc":"nonsense"}]}""");
        Assert.Equal((400, "hosts[0]"), (status, wrong.GetProperty("errors")[0].GetProperty("path").GetString()));
    }

    private static ModelInferRequest With(ModelInferRequest request, Action<ModelInferRequest> change)
    {
        change(request);
        return request;
    }

    private async Task<StatusCode> StatusAsync(ModelInferRequest request) => (await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelInferAsync(request))).StatusCode;

    private async Task<string> VersionAsync(ModelInferRequest request, params (string Name, string Value)[] metadata)
    {
        Metadata headers = [];
        foreach ((string name, string value) in metadata)
        {
            headers.Add(name, value);
        }

        using AsyncUnaryCall<ModelInferResponse> call = fixture.Client.ModelInferAsync(request, headers);
        await call;
        return (await call.ResponseHeadersAsync).GetValue("x-model-version")!;
    }

    private async Task SplitAsync(string model, int first, int second)
    {
        (int status, JsonElement body) = await Gateway.CallAsync(HttpMethod.Put, $"/models/{model}/traffic", $$"""{"weights":{"1":{{first}},"2":{{second}}},"watch":false}""");
        Assert.True(status == 200, body.ToString());
    }
}
