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

    /// <summary>Version 1 is <c>Hosts[0]</c>.</summary>
    public IReadOnlyList<ForeignHost> Hosts => _hosts;

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
        string number = (await Gateway.Client.RegisterAsync(Name, new VersionRegistration { Hosts = [JsonSerializer.SerializeToElement(host.Address.GetLeftPart(UriPartial.Authority))] }, CancellationToken.None)).Number;
        await Eventually.TrueAsync(async () => (await Gateway.Client.VersionAsync(Name, number, CancellationToken.None)).State == "ready", $"Version {number} of {Name} is ready", otherwise: () => Gateway.Process.Output);
        return host;
    }

    public Load Load(int clients = 4) => new(Gateway, Name, [Body], clients);

    /// <summary>Starts a rollout whose steps are short and need few attempts.</summary>
    public Task<Rollout> RollOutAsync(string candidate, RolloutSpec? spec = null, params StepSpec[] steps) => Gateway.Client.StartAsync(
        Name,
        (spec ?? new RolloutSpec()) with
        {
            Candidate = candidate,
            Steps = steps.Length > 0 ? JsonSerializer.SerializeToElement(steps, ContractJson.Options) : spec?.Steps ?? Short(10, 50),
            Guards = spec?.Guards ?? [JsonSerializer.SerializeToElement("errors <= 2%"), JsonSerializer.SerializeToElement("p99 <= 2s")],
            Bake = spec?.Bake ?? new BakeSpec { Duration = "1s" },
        },
        CancellationToken.None);

    /// <summary>Waits until the rollout is in one of the phases.</summary>
    public Task<Rollout> PhaseAsync(Guid id, params string[] phases) => Eventually.GetAsync(
        async () => await Gateway.Client.RolloutAsync(id, CancellationToken.None) is var rollout && phases.Contains(rollout.Phase) ? rollout : null,
        $"The rollout is {string.Join(" or ", phases)}", TimeSpan.FromSeconds(60), () => Gateway.Process.Output);

    public static JsonElement Short(params decimal[] weights) =>
        JsonSerializer.SerializeToElement(weights.Select(weight => new StepSpec { Weight = weight, MinDuration = "500ms", MinSamples = 10 }), ContractJson.Options);

    public async ValueTask DisposeAsync()
    {
        foreach (ForeignHost host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
