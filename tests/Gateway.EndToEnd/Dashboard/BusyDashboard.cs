using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>A gateway with something to show: a rollout that goes on, one that was rolled back, and models that are well.</summary>
public sealed class BusyDashboard : IAsyncLifetime
{
    private static readonly string[] Well = ["churn", "fraud-score", "ranking", "thumbnails"];

    private readonly List<IAsyncDisposable> _open = [];
    private Chromium? _chromium;

    public GatewayProcess Gateway { get; private set; } = null!;

    /// <summary>Of <c>checkout</c>; it stands in its first step.</summary>
    public Guid Live { get; private set; }

    /// <summary>Of <c>search</c>; rolled back.</summary>
    public Guid Ended { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsThere)
        {
            return;
        }

        _open.Add(Gateway = await GatewayProcess.StartAsync());
        _open.Add(_chromium = await Chromium.StartAsync());
        ForeignModel checkout = await ModelAsync("checkout", 2), search = await ModelAsync("search", 2);
        foreach (string name in Well)
        {
            await ModelAsync(name, 1);
        }

        await Gateway.PushAsync("digits", Digits.Artifact(1));
        Load(checkout, 60);
        Load(search, 25);
        search.Candidate.Answer = HostAnswers.Status(500);
        Ended = (await search.RollOutAsync(["errors <= 2%", "p99 <= 250ms"], [10, 50], "1h")).Id;
        await search.UntilAsync(Ended, "rolledBack");
        Live = (await checkout.RollOutAsync(["errors <= 2%", "p99 <= 250ms", "p50 <= 1.5x baseline"], [5, 25, 50], "10m", bake: "15m")).Id;
        await checkout.UntilAsync(Live, run => run.Guards is [{ Candidate.Attempts: > 20 }, ..], "some evidence");
        await MeasuredAsync("checkout", Pictures.Asked ? 60 : 2);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable open in Enumerable.Reverse(_open))
        {
            await open.DisposeAsync();
        }
    }

    internal Task<IPage> OpenAsync(int width = 1280, bool dark = false, Action<string>? console = null) => _chromium!.OpenAsync(new Uri($"http://127.0.0.1:{Gateway.AdminPort}"), width, dark, console);

    private async Task<ForeignModel> ModelAsync(string name, int versions)
    {
        ForeignModel model = await ForeignModel.StartAsync(Gateway, name, versions);
        _open.Add(model);
        return model;
    }

    private void Load(ForeignModel model, int perSecond) => _open.Add(new SteadyLoad(Gateway, model.Name, ForeignModel.Body, perSecond, 1_000_000));

    /// <summary>Waits until there are so many whole points of 10 s.</summary>
    private Task MeasuredAsync(string model, int points) => Eventually.TrueAsync(
        async () => (await Gateway.Client.StatsAsync(model, CancellationToken.None)).Versions[0].Points.Count > points, $"{points} points", TimeSpan.FromMinutes(12));
}
