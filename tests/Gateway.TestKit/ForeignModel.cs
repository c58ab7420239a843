using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.TestKit;

/// <summary>A model whose versions are foreign hosts that answer as the test says: version 1 is the baseline.</summary>
public sealed class ForeignModel : IAsyncDisposable
{
    /// <summary>One input; what every host of it takes.</summary>
    public const string Body = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}""";

    private readonly List<ForeignHost> _hosts = [];

    private ForeignModel(GatewayProcess gateway, string name) => (Gateway, Name) = (gateway, name);

    public GatewayProcess Gateway { get; }

    public string Name { get; }

    /// <summary>Version 1 is the first.</summary>
    public IReadOnlyList<ForeignHost> Hosts => _hosts;

    public ForeignHost Baseline => _hosts[0];

    public ForeignHost Candidate => _hosts[1];

    public static async Task<ForeignModel> StartAsync(GatewayProcess gateway, string name, int versions = 2)
    {
        ForeignModel model = new(gateway, name);
        for (int version = 1; version <= versions; version++)
        {
            await model.AddAsync();
        }

        await gateway.ServesAsync(name);
        return model;
    }

    /// <summary>One more version, on a host of its own; ready when this ends.</summary>
    public async Task<ForeignHost> AddAsync()
    {
        ForeignHost host = await ForeignHost.StartAsync(Name);
        _hosts.Add(host);
        await StateAsync((await Gateway.Client.RegisterAsync(Name, new VersionRegistration { Hosts = Json.List(host.Url) }, CancellationToken.None)).Number, "ready");
        return host;
    }

    public Load Load(int clients = 4) => new(Gateway, Name, [Body], clients);

    public Task<HttpResponseMessage> PredictAsync(params (string Name, string Value)[] headers) => Gateway.InferAsync(Name, Body, null, headers);

    /// <summary>Starts a rollout as it is given.</summary>
    public Task<Rollout> RollOutAsync(RolloutSpec spec) => Gateway.Client.StartAsync(Name, spec, CancellationToken.None);

    /// <summary>Starts a rollout whose steps are short and need few attempts.</summary>
    public Task<Rollout> RollOutAsync(string candidate, RolloutSpec? spec = null, params StepSpec[] steps) => RollOutAsync(
        (spec ?? new RolloutSpec()) with
        {
            Candidate = candidate,
            Steps = steps.Length > 0 ? Json.Of(steps) : spec?.Steps ?? Short(10, 50),
            Guards = spec?.Guards ?? Json.List("errors <= 2%", "p99 <= 2s"),
            Bake = spec?.Bake ?? new BakeSpec { Duration = "1s" },
        });

    /// <summary>Starts a rollout with steps of 20 attempts.</summary>
    public Task<Rollout> RollOutAsync(string[] guards, decimal[] steps, string minDuration = "1s", string bake = "500ms", string candidate = "2", string? gate = null) => RollOutAsync(new RolloutSpec
    {
        Candidate = candidate,
        Guards = Json.List(guards),
        Steps = Json.Of(steps.Select(weight => new StepSpec { Weight = weight, MinDuration = minDuration, MinSamples = 20, Gate = gate is null ? null : Json.Of(gate) })),
        Bake = new BakeSpec { Duration = bake },
    });

    /// <summary>A run that nothing moves by itself.</summary>
    public Task<Rollout> StandingAsync() => RollOutAsync(["errors <= 2%"], [10, 50], "1h");

    /// <summary>Waits until the rollout is in one of the phases.</summary>
    public Task<Rollout> UntilAsync(Guid id, params string[] phases) => UntilAsync(id, rollout => phases.Contains(rollout.Phase), string.Join(" or ", phases));

    public Task<Rollout> UntilAsync(Guid id, Func<Rollout, bool> so, string what) => Gateway.UntilAsync(id, so, $"{Name}: {what}");

    public Task StateAsync(string version, string state) => Eventually.TrueAsync(
        async () => (await Gateway.Client.VersionAsync(Name, version, CancellationToken.None)).State == state, $"Version {version} of {Name} is {state}", otherwise: () => Gateway.Process.Output);

    public async Task<Event[]> EventsAsync(string? kind = null) => [.. (await Gateway.Client.EventsAsync(Name, kind, 0, 1000, CancellationToken.None)).Items];

    public async Task<IReadOnlyDictionary<string, decimal>> WeightsAsync() => (await Gateway.Client.TrafficAsync(Name, CancellationToken.None)).Weights!;

    /// <summary>Sums the series of a name whose labels hold all that is given.</summary>
    public async Task<double> SeriesAsync(string name, params (string Label, string Value)[] labels) =>
        MetricsText.Sum(await Gateway.Admin.GetStringAsync("/metrics"), name, [("model", Name), .. labels]);

    public static JsonElement Short(params decimal[] weights) => Json.Of(weights.Select(weight => new StepSpec { Weight = weight, MinDuration = "500ms", MinSamples = 10 }));

    public async ValueTask DisposeAsync()
    {
        foreach (ForeignHost host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
