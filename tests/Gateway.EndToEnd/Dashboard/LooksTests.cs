using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>Every page at both widths, light and dark: readable, reachable, without a script that the policy forbids.</summary>
public sealed class LooksTests(BusyDashboard dashboard) : IClassFixture<BusyDashboard>
{
    private static readonly string[] Serious = ["serious", "critical"];

    /// <summary>Where operators look first.</summary>
    private static readonly string[] First = ["overview", "rollout", "model"];

    [Theory]
    [InlineData("overview", "/", 1280, false)]
    [InlineData("overview", "/", 390, true)]
    [InlineData("rollout", "/rollouts/{live}", 1280, false)]
    [InlineData("rollout", "/rollouts/{live}", 390, false)]
    [InlineData("rolled-back", "/rollouts/{ended}", 1280, true)]
    [InlineData("model", "/models/checkout", 1280, false)]
    [InlineData("model", "/models/checkout", 390, true)]
    [InlineData("versions", "/models/checkout/versions", 1280, false)]
    [InlineData("versions", "/models/checkout/versions", 390, false)]
    [InlineData("try", "/models/checkout/try", 390, false)]
    [InlineData("rollouts", "/rollouts", 390, false)]
    [InlineData("events", "/events", 1280, false)]
    [InlineData("events", "/events", 390, false)]
    [InlineData("hosts", "/hosts", 1280, true)]
    [InlineData("hosts", "/hosts", 390, false)]
    public async Task A_page_fits_and_everybody_can_use_it(string name, string path, int width, bool dark)
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        Assert.SkipUnless(LongTests.Asked || width > 1000 && First.Contains(name), LongTests.Reason);
        ConcurrentQueue<string> errors = new();
        IPage page = await dashboard.OpenAsync(width, dark, errors.Enqueue);
        await page.GotoAsync(path.Replace("{live}", $"{dashboard.Live}", StringComparison.Ordinal).Replace("{ended}", $"{dashboard.Ended}", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("main .grid, main .form").First).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, $"{name}-{width}{(dark ? "-dark" : "")}");

        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        AxeResult seen = await page.RunAxe();
        Assert.Empty(seen.Violations.Where(violation => Serious.Contains(violation.Impact)).Select(violation => $"{violation.Id}: {violation.Help} {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.Empty(errors);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_chart_ends_where_the_numbers_do_that_curl_gets()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        IPage page = await dashboard.OpenAsync();
        await page.GotoAsync("/models/checkout");
        ILocator rate = page.Locator("figure", new() { HasText = "Requests/s" });
        await Assertions.Expect(rate.Locator("path.line.baseline")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("L"));
        Stats stats = await dashboard.Gateway.Client.StatsAsync("checkout", CancellationToken.None);
        long most = stats.Versions.Single(version => version.Version == "1").Points.Max(point => point.Requests);
        Assert.InRange(most / 10.0, 1, 1000);
        string top = await rate.Locator(".y-top").InnerTextAsync();
        Assert.InRange(double.Parse(top, System.Globalization.CultureInfo.InvariantCulture), most / 10.0 * 0.999, most / 10.0 * 2.5); // the axis ends with the next of 1, 2, 5 × 10ⁿ
    }
}
