using System.Net.Http.Headers;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Environments;

/// <summary>Two gateways: what staging signs, production believes.</summary>
public sealed class StagingAndProduction : IAsyncLifetime
{
    internal GatewayProcess Staging { get; private set; } = null!;

    internal GatewayProcess Production { get; private set; } = null!;

    /// <summary>The key that copies.</summary>
    internal string Carrier { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Staging = await GatewayProcess.StartAsync("--Environments:Name=staging");
        EnvironmentFacts facts = await Staging.Client.EnvironmentAsync(CancellationToken.None);
        Production = await GatewayProcess.StartAsync("--Security:RequireKeys=true", $"--Environments:Trusts={facts.Name}={facts.PublicKey}");
        string bootstrap = (await File.ReadAllTextAsync(Path.Combine(Production.Data, "bootstrap.key"))).Trim();
        Production.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bootstrap);
        Carrier = (await Production.Client.CreateKeyAsync(new KeySpec { Name = "carrier", Role = "operator" }, CancellationToken.None)).Key;
    }

    public async ValueTask DisposeAsync()
    {
        await Staging.DisposeAsync();
        await Production.DisposeAsync();
    }

    /// <returns>Exit code and output of <c>gwctl copy</c>.</returns>
    internal async Task<(int Code, string Output)> CopyAsync(string version)
    {
        await using RunningProcess gwctl = RunningProcess.Start(
            Paths.Program("Gateway.Cli", "gwctl"),
            ["copy", version, "--from", $"http://127.0.0.1:{Staging.AdminPort}", "--to", $"http://127.0.0.1:{Production.AdminPort}"],
            new Dictionary<string, string> { ["GWCTL_TO_KEY"] = Carrier });
        return (await gwctl.ExitAsync(TimeSpan.FromSeconds(60)), gwctl.Output);
    }

    /// <summary>A run in staging that ends promoted, and the way back afterwards.</summary>
    internal async Task PromoteAsync(string model, string version)
    {
        await Staging.Client.SetTrafficAsync(model, new Traffic { Baseline = "1", Weights = new Dictionary<string, decimal> { ["1"] = 100 } }, CancellationToken.None);
        RolloutSpec spec = new() { Candidate = version, Steps = Json.Of(new[] { new { weight = 50 } }), Bake = new BakeSpec { Duration = "0s" } };
        Rollout run = await Staging.Client.StartAsync(model, spec, CancellationToken.None);
        await Staging.UntilAsync(run.Id, rollout => rollout.Phase == "progressing", "it progresses");
        await Staging.Client.CommandAsync(run.Id, "promote", "a test", CancellationToken.None);
        await Staging.UntilAsync(run.Id, rollout => rollout.Phase == "promoted", "it is promoted");
    }
}
