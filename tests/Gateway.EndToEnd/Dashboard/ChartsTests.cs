using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>A chart shows what is, and what was.</summary>
public sealed class ChartsTests(OpenDashboard dashboard) : IClassFixture<OpenDashboard>
{
    [LongFact]
    public async Task A_chart_falls_when_the_load_stops_and_a_restart_leaves_what_it_showed()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        GatewayProcess gateway = dashboard.Gateway;
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, "stopped", 1);
        IPage page = await dashboard.OpenAsync();
        await page.GotoAsync("/models/stopped");
        ILocator rate = page.Locator("figure", new() { HasText = "Requests/s" });
        await using (SteadyLoad load = new(gateway, model.Name, ForeignModel.Body, 40, 100_000))
        {
            await Assertions.Expect(rate.Locator(".legend b")).Not.ToHaveTextAsync(Nothing, new() { Timeout = 40_000 });
        }

        await Assertions.Expect(rate.Locator(".legend b")).ToHaveTextAsync("0", new() { Timeout = 40_000 });
        IReadOnlyList<(DateTimeOffset, long)> before = await PointsAsync(gateway);
        gateway.Process.Terminate();
        Assert.True(await gateway.Process.ExitAsync() == 0, gateway.Process.Output);
        await gateway.RestartAsync();

        Assert.Equal(before, await PointsAsync(gateway));
        await page.GotoAsync("/models/stopped");
        await Assertions.Expect(rate.Locator(".y-top")).Not.ToHaveTextAsync(Nothing);
        await page.CloseAsync();
    }

    /// <summary>No request, or not yet looked.</summary>
    private static readonly System.Text.RegularExpressions.Regex Nothing = new("^(–|0)$");

    private static async Task<IReadOnlyList<(DateTimeOffset At, long Requests)>> PointsAsync(GatewayProcess gateway) =>
        [.. (await gateway.Client.StatsAsync("stopped", CancellationToken.None)).Versions.Single().Points.Where(point => point.Requests > 0).Select(point => (point.At, point.Requests))];
}
