using Gateway.Contracts;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>A gateway with a thousand models on one foreign host, some of which are asked.</summary>
internal sealed class ManyModels : IAsyncDisposable
{
    public const int Count = 1_000;

    private const int AtOnce = 8;

    private readonly ForeignHost _host;

    private ManyModels(GatewayProcess gateway, ForeignHost host) => (Gateway, _host) = (gateway, host);

    public GatewayProcess Gateway { get; }

    public static async Task<ManyModels> StartAsync()
    {
        ManyModels models = new(await GatewayProcess.StartAsync(), await ForeignHost.StartAsync("shared"));
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (model, token) =>
            await models.Gateway.Client.RegisterAsync(Name(model), new VersionRegistration { Hosts = Json.List(models._host.Url), ServedAs = new ServedAs("shared", null) }, token));
        await models.Gateway.ServesAsync(Name(Count - 1));
        return models;
    }

    public static string Name(int model) => $"fraud-detection-{model:0000}";

    public Task<HttpResponseMessage> PredictAsync(int number) => Gateway.InferAsync(Name(number % Count), ForeignModel.Body);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
