using Gateway.Contracts;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.EndToEnd.Monitoring;

/// <summary>A gateway with all that there is to see, and a Prometheus that scrapes it: a live rollout, one that was rolled back, answers that were errors, hosts of both kinds.</summary>
public sealed class Watched : IAsyncLifetime
{
    /// <summary>That the model with the live rollout was sent.</summary>
    public const int Requests = 100;

    private readonly List<IAsyncDisposable> _parts = [];

    public GatewayProcess Gateway { get; private set; } = null!;

    /// <summary>Null: it is not installed.</summary>
    public PrometheusServer? Prometheus { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!PrometheusServer.Installed)
        {
            return;
        }

        Gateway = Keep(await GatewayProcess.StartAsync());
        HostProcess host = Keep(await HostProcess.StartAsync("--model", $"digits={Digits.Artifact(2)}"));
        Prometheus = Keep(await PrometheusServer.StartAsync(Gateway.AdminPort, host.Port));
        await RolledBackAsync(Keep(await ForeignModel.StartAsync(Gateway, "broken")));
        await LiveAsync(Keep(await ForeignModel.StartAsync(Gateway, "live")));
        await Gateway.PushAsync("digits", Digits.Artifact(1));
        await Gateway.ServesAsync("digits");
        await Gateway.Client.RegisterAsync("digits", new VersionRegistration { Hosts = Json.List(host.Address), ServedAs = new ServedAs(null, "1") }, CancellationToken.None);
        await Eventually.TrueAsync(async () => (await Gateway.InferAsync("digits", Digits.Rows[0], "2")).IsSuccessStatusCode, "the host that something else runs answers", otherwise: () => Gateway.Process.Output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in _parts.AsEnumerable().Reverse())
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>Both kinds of hosts are asked. One client is answered, another sees an error: of the version that was rolled back, pinned, so that nobody rescues it.</summary>
    public async Task AskAsync()
    {
        (await Gateway.InferAsync("digits", Digits.Rows[0])).Dispose();
        (await Gateway.InferAsync("digits", Digits.Rows[0], "2")).Dispose();
        (await Gateway.InferAsync("broken", ForeignModel.Body)).Dispose();
        (await Gateway.InferAsync("broken", ForeignModel.Body, "2")).Dispose();
    }

    private static async Task RolledBackAsync(ForeignModel model)
    {
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load load = model.Load();
        await model.UntilAsync(rollout.Id, "rolledBack");
    }

    private static async Task LiveAsync(ForeignModel model)
    {
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        for (int sent = 0; sent < Requests; sent++)
        {
            (await model.PredictAsync()).Dispose();
        }
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
