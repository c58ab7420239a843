using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>Many models: the first that matter, the others a click or a word away.</summary>
public sealed class OverviewPageTests(OpenDashboard dashboard) : IClassFixture<OpenDashboard>
{
    [Fact]
    public async Task Models_are_found_by_a_part_of_their_name_and_page_by_page()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using ForeignHost host = await ForeignHost.StartAsync("shared");
        for (int model = 1; model <= 30; model++)
        {
            await dashboard.Gateway.Client.RegisterAsync($"paged-{model:00}", new VersionRegistration { Hosts = Json.List(host.Url), ServedAs = new ServedAs("shared", null) }, CancellationToken.None);
        }

        IPage page = await dashboard.OpenAsync();
        await page.GotoAsync("/");
        ILocator search = page.GetByLabel("Search models"), rows = page.Locator("tbody th");
        await search.FillAsync("PAGED");
        await Assertions.Expect(rows).ToHaveCountAsync(25);
        await page.GetByRole(AriaRole.Button, new() { Name = "Page 2" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Last).ToContainTextAsync("paged-30");

        await search.FillAsync("paged-07");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows.First).ToContainTextAsync("paged-07");

        await search.FillAsync("nobody");
        await Assertions.Expect(page.GetByText("No model's name has “nobody” in it.")).ToBeVisibleAsync();
        await page.CloseAsync();
    }
}
