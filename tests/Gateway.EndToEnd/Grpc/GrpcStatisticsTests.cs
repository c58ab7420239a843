using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Inference;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>What hosts counted, added up by the gateway.</summary>
public sealed class GrpcStatisticsTests(GrpcGateway fixture) : IClassFixture<GrpcGateway>
{
    [Fact]
    public async Task The_hosts_of_a_version_are_one_line_and_it_says_what_REST_says()
    {
        await using HostProcess one = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        await using HostProcess other = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}");
        JsonElement[] hosts = [.. ((HostProcess[])[one, other]).Select(host => JsonSerializer.SerializeToElement(new { rest = host.Address, grpc = $"http://127.0.0.1:{host.GrpcPort}" }))];
        await fixture.Gateway.Client.RegisterAsync("pair", new Contracts.VersionRegistration { Hosts = hosts, ServedAs = new Contracts.ServedAs("mnist", null) }, CancellationToken.None);
        await fixture.Gateway.ServesAsync("pair");
        foreach ((HostProcess host, int requests) in ((HostProcess, int)[])[(one, 2), (other, 3)])
        {
            for (int i = 0; i < requests; i++)
            {
                await host.Client.AskAsync(Transport.RestBinary, "mnist", "mnist");
            }
        }

        ModelStatistics sum = await SettledAsync(5);
        Assert.Equal(("pair", "1", 5UL, 5UL), (sum.Name, sum.Version, sum.ExecutionCount, sum.InferenceStats.Success.Count));
        Assert.Equal((1UL, 5UL), Assert.Single(sum.BatchStats) is var batch ? (batch.BatchSize, batch.ComputeInfer.Count) : default);
        JsonNode rest = JsonNode.Parse(await fixture.Gateway.Prediction.GetStringAsync("/v2/models/pair/stats"))!;
        ModelStatistics said = JsonParser.Default.Parse<ModelStatisticsResponse>(rest.ToJsonString()).ModelStats.Single();
        Assert.Equal((2, 2), (said.MemoryUsage.Count, sum.MemoryUsage.Count));
        said.MemoryUsage.Clear(); // of another moment
        sum.MemoryUsage.Clear();
        Assert.Equal(said, sum);
        Assert.Contains((await fixture.Client.ModelStatisticsAsync(new ModelStatisticsRequest())).ModelStats, line => line.Name == "pair");
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "pair", Version = "7" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "nobody" }))).StatusCode);
    }

    [Fact]
    public async Task MLServers_clients_find_the_index_in_their_own_service()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, "indexed", versions: 1);
        Method<RepositoryIndexRequest, RepositoryIndexResponse> theirs = new(
            MethodType.Unary,
            "inference.model_repository.ModelRepositoryService",
            "RepositoryIndex",
            Marshallers.Create(message => message.ToByteArray(), RepositoryIndexRequest.Parser.ParseFrom),
            Marshallers.Create(message => message.ToByteArray(), RepositoryIndexResponse.Parser.ParseFrom));
        RepositoryIndexResponse index = await fixture.Channel.CreateCallInvoker().AsyncUnaryCall(theirs, null, default, new RepositoryIndexRequest());
        Assert.Contains(index.Models, line => line is { Name: "indexed", Version: "1" });
    }

    /// <summary>Both hosts are asked only once they are known to be ready.</summary>
    private async Task<ModelStatistics> SettledAsync(ulong inferences)
    {
        ModelStatistics? sum = null;
        await Eventually.TrueAsync(
            async () => (sum = (await fixture.Client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "pair" })).ModelStats.SingleOrDefault())?.InferenceCount == inferences,
            "Both hosts' counts",
            otherwise: () => $"{sum}");
        return sum!;
    }
}
