using Gateway.Grpc;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>Models made by others, with their own requests and answers, through the gateway to one host that serves them all.</summary>
public sealed class GrpcFixtureModelsTests(GrpcGateway fixture) : IClassFixture<GrpcGateway>
{
    [LongFact]
    public async Task Every_model_answers_through_the_gateway_as_its_makers_expect()
    {
        string[] models = [.. FixtureModels.All.Where(FixtureModels.HasAnswer)];
        await using HostProcess host = await HostProcess.StartAsync([.. models.SelectMany(model => new[] { "--model", $"{Serve(model)}={FixtureModels.FileOf(model)}" })]);
        foreach (string model in models)
        {
            await fixture.Gateway.RegisterAsync("g." + Serve(model), new { rest = host.Address, grpc = $"http://127.0.0.1:{host.GrpcPort}" }, Serve(model));
        }

        foreach (string model in models)
        {
            await fixture.Gateway.ServesAsync("g." + Serve(model));
            Assert.Null(FixtureModels.Difference(model, GrpcAnswer.Json(await fixture.Client.ModelInferAsync(GrpcFixture.Raw(model, "g." + Serve(model))))));
            if (GrpcFixture.HasTyped(model))
            {
                Assert.Null(FixtureModels.Difference(model, GrpcAnswer.Json(await fixture.Client.ModelInferAsync(GrpcFixture.Typed(model, "g." + Serve(model))))));
            }
        }
    }

    private static string Serve(string model) => model.Replace('/', '.');
}
