using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A model with versions on foreign hosts: 1 is good and the baseline; what the others answer is the test's to say.</summary>
public sealed class Duel : IAsyncDisposable
{
    public static readonly string[] Rows = ["""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}"""];

    private readonly List<ForeignHost> _hosts = [];

    private Duel(GatewayProcess gateway, string model) => (Gateway, Model) = (gateway, model);

    public GatewayProcess Gateway { get; }

    public string Model { get; }

    public ForeignHost Baseline => _hosts[0];

    public ForeignHost Candidate => _hosts[1];

    public static Task FailAsync(HttpContext context)
    {
        context.Response.StatusCode = 500;
        return context.Response.WriteAsync("""{"error":"broken"}""");
    }

    public static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static Func<HttpContext, Task> Slow(int milliseconds) => async context =>
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.RequestAborted);
        await ForeignHost.OkAsync(context, "foreign");
    };

    public static async Task<Duel> StartAsync(GatewayProcess gateway, string model, int versions = 2)
    {
        Duel duel = new(gateway, model);
        for (int version = 1; version <= versions; version++)
        {
            ForeignHost host = await ForeignHost.StartAsync(model);
            duel._hosts.Add(host);
            (int status, JsonElement body) = await gateway.CallAsync(HttpMethod.Post, $"/models/{model}/versions", new { hosts = new[] { host.Address.GetLeftPart(UriPartial.Authority) } });
            Assert.True(status is 201, $"{status} {body}");
            await duel.StateAsync($"{version}", "ready");
        }

        await gateway.ServesAsync(model);
        return duel;
    }

    public Load Load(int clients = 4) => new(Gateway, Model, Rows, clients);

    public async Task<HttpResponseMessage> PredictAsync(params (string Name, string Value)[] headers) => await Gateway.InferAsync(Model, Rows[0], null, headers);

    /// <returns>The rollout, which was accepted.</returns>
    public async Task<Rollout> RollOutAsync(string[] guards, int[] steps, string minDuration = "1s", string bake = "500ms", string candidate = "2", object? onStep = null)
    {
        (int status, JsonElement body) = await Gateway.CallAsync(HttpMethod.Post, $"/models/{Model}/rollouts", new
        {
            candidate,
            guards,
            steps = steps.Select(weight => new { weight, minDuration, minSamples = 20, gate = onStep }),
            bake = new { duration = bake },
        });
        Assert.True(status is 201, $"{status} {body}");
        return body.Deserialize<Rollout>(ContractJson.Options)!;
    }

    /// <summary>A run that nothing moves by itself.</summary>
    public Task<Rollout> StandingAsync() => RollOutAsync(["errors <= 2%"], [10, 50], "1h");

    public async Task<Rollout> UntilAsync(Guid id, params string[] phases)
    {
        Rollout? last = null;
        return await Eventually.GetAsync(
            async () => Array.IndexOf(phases, (last = await Gateway.Client.RolloutAsync(id, CancellationToken.None)).Phase) >= 0 ? last : null,
            $"{Model}: {string.Join(" or ", phases)}", TimeSpan.FromSeconds(60), () => $"It is {JsonSerializer.Serialize(last, ContractJson.Options)}\n{Gateway.Process.Output}");
    }

    public Task StateAsync(string version, string state) => Eventually.TrueAsync(
        async () => (await Gateway.Client.VersionAsync(Model, version, CancellationToken.None)).State == state, $"Version {version} of {Model} is {state}", otherwise: () => Gateway.Process.Output);

    public async Task<Event[]> EventsAsync(string? kind = null) => [.. (await Gateway.Client.EventsAsync(Model, kind, 0, 1000, CancellationToken.None)).Items];

    public async Task<IReadOnlyDictionary<string, decimal>> WeightsAsync() => (await Gateway.Client.TrafficAsync(Model, CancellationToken.None)).Weights;

    /// <summary>Sums the series of a name whose labels hold all that is given.</summary>
    public async Task<double> SeriesAsync(string name, params (string Label, string Value)[] labels) =>
        Metrics.Sum(await Gateway.Admin.GetStringAsync("/metrics"), name, [("model", Model), .. labels]);

    public async ValueTask DisposeAsync()
    {
        foreach (ForeignHost host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
