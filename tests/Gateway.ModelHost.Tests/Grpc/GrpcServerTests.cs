using System.Net;
using System.Net.Sockets;
using Gateway.Grpc;
using Gateway.TestKit;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>What a host says of itself and its models.</summary>
public sealed class GrpcServerTests(GrpcFixtureHost host) : IClassFixture<GrpcFixtureHost>
{
    [Fact]
    public async Task A_host_is_live_ready_and_says_who_it_is()
    {
        Assert.True((await host.Client.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await host.Client.ServerReadyAsync(new ServerReadyRequest())).Ready);
        Assert.Equal("modelhost", (await host.Client.ServerMetadataAsync(new ServerMetadataRequest())).Name);
        Assert.True((await host.Client.ModelReadyAsync(new ModelReadyRequest { Name = "mnist", Version = "1" })).Ready);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ModelReadyAsync(new ModelReadyRequest { Name = "nope" }))).StatusCode);
    }

    [Fact]
    public async Task The_standard_health_service_answers_for_the_host_and_for_its_service()
    {
        Health.HealthClient health = new(host.Channel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = "inference.GRPCInferenceService" })).Status);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(new HealthCheckRequest { Service = "nope" }))).StatusCode);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task A_model_tells_its_signature_and_its_configuration()
    {
        ModelMetadataResponse metadata = await host.Client.ModelMetadataAsync(new ModelMetadataRequest { Name = "triton_simple" });
        Assert.Equal(("triton_simple", "onnxruntime_onnx"), (metadata.Name, metadata.Platform));
        Assert.Equal(["1"], metadata.Versions);
        Assert.Equal(["INPUT0 INT32 -1,16", "INPUT1 INT32 -1,16"], metadata.Inputs.Select(input => $"{input.Name} {input.Datatype} {string.Join(",", input.Shape)}"));
        ModelConfig config = (await host.Client.ModelConfigAsync(new ModelConfigRequest { Name = "triton_simple" })).Config;
        Assert.Equal(("onnxruntime", DataType.TypeInt32), (config.Backend, config.Output[0].DataType));
    }

    [Fact]
    public async Task The_index_lists_what_is_served()
    {
        RepositoryIndexResponse index = await host.Client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true });
        Assert.Contains(index.Models, model => model is { Name: "mnist", Version: "1", State: "READY" });
    }

    [Fact]
    public async Task A_host_on_a_socket_has_a_second_one_for_gRPC()
    {
        string socket = Path.Combine(Paths.Temporary("s"), "h");
        await using RunningProcess process = RunningProcess.Start(Paths.Program("Gateway.ModelHost", "modelhost"), ["--model", $"mnist={FixtureModels.FileOf("mnist")}", "--unix-socket", socket]);
        using GrpcChannel channel = GrpcChannel.ForAddress("http://host", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket + ".grpc"), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            },
        });
        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
        await Eventually.TrueAsync(async () => await ReadyAsync(client), "the host is ready", otherwise: () => process.Output);
        Assert.Null(FixtureModels.Difference("mnist", GrpcAnswer.Json(await client.ModelInferAsync(GrpcFixture.Raw("mnist", "mnist")))));
    }

    [Fact]
    public async Task A_socket_whose_path_is_too_long_is_refused_with_its_length()
    {
        await using RunningProcess process = RunningProcess.Start(Paths.Program("Gateway.ModelHost", "modelhost"), ["--model", "a=b", "--unix-socket", "/tmp/" + new string('x', 98)]);
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains("108 bytes", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gRPC_port_in_use_is_named_with_the_option_that_changes_it()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using RunningProcess process = RunningProcess.Start(
            Paths.Program("Gateway.ModelHost", "modelhost"), ["--model", $"mnist={FixtureModels.FileOf("mnist")}", "--rest-port", "0", "--grpc-port", $"{port}", "--metrics-port", "0"]);
        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains($"Port {port} is in use; choose another with --grpc-port", process.Output, StringComparison.Ordinal);
    }

    private static async Task<bool> ReadyAsync(GRPCInferenceService.GRPCInferenceServiceClient client)
    {
        try
        {
            return (await client.ServerReadyAsync(new ServerReadyRequest())).Ready;
        }
        catch (RpcException)
        {
            return false; // not there yet
        }
    }
}
