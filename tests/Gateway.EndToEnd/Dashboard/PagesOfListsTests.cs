using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>A long list begins with the newest, and goes back as far as it is.</summary>
public sealed class PagesOfListsTests(OpenDashboard dashboard) : IClassFixture<OpenDashboard>
{
    [LongFact]
    public async Task The_newest_versions_are_shown_first_and_older_ones_a_click_away()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using ForeignModel model = await ForeignModel.StartAsync(dashboard.Gateway, "many", versions: 1);
        for (int version = 2; version <= 60; version++)
        {
            await dashboard.Gateway.Client.RegisterAsync("many", new VersionRegistration { Hosts = Json.List(model.Baseline.Url), ServedAs = new ServedAs(null, $"{version}") }, CancellationToken.None);
        }

        IPage page = await dashboard.OpenAsync();
        await page.GotoAsync("/models/many/versions");
        await ShownAsync(page, first: "60", last: "11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await ShownAsync(page, first: "10", last: "1");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Older" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Newest" }).ClickAsync();
        await ShownAsync(page, first: "60", last: "11");
        await page.CloseAsync();
    }

    private static async Task ShownAsync(IPage page, string first, string last)
    {
        ILocator rows = page.Locator("tbody th");
        await Assertions.Expect(rows.First).ToContainTextAsync(first);
        await Assertions.Expect(rows.Last).ToContainTextAsync(last);
    }
}
