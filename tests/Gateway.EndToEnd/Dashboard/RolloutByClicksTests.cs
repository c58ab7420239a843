using System.Text.RegularExpressions;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>An operator who has nothing but a browser.</summary>
public sealed partial class RolloutByClicksTests(OpenDashboard dashboard) : IClassFixture<OpenDashboard>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_rollout_is_started_held_resumed_and_rolled_back_by_clicking_and_the_page_tells_what_the_journal_does()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using ForeignModel model = await ForeignModel.StartAsync(dashboard.Gateway, "clicked");
        IPage page = await dashboard.OpenAsync();

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "clicked" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll out version 2" }).ClickAsync();
        await page.GetByLabel("Steps in percent").FillAsync("10, 50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByText("of the requests meet the candidate")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(RunAddress());
        Guid run = Guid.Parse(page.Url[^36..]);
        await ShowsAsync(page, "progressing");

        await SayAsync(page, "Hold", "lunch");
        await ShowsAsync(page, "held: operator");
        await Assertions.Expect(page.Locator(".headline")).ToHaveTextAsync("It stands still, held by an operator: lunch.");
        await SayAsync(page, "Resume", "lunch is over");
        await ShowsAsync(page, "progressing");
        await SayAsync(page, "Roll back", "seen enough");
        await ShowsAsync(page, "aborted");

        Event[] journal = [.. (await model.EventsAsync()).Where(line => line.Rollout == run)];
        await Assertions.Expect(page.Locator("tr[data-seq]")).ToHaveCountAsync(journal.Length);
        string[] shown = [.. await page.Locator("tr[data-seq]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.seq + ' ' + row.lastElementChild.textContent.trim())")];
        Assert.Equal(journal.Reverse().Select(line => $"{line.Seq} {line.Reason}"), shown);
        Assert.Contains(journal, line => line is { Reason: "lunch" });
        Assert.Contains(journal, line => line is { Reason: "seen enough" });
        Assert.Equal(100, (await model.WeightsAsync())["1"]);
    }

    [Fact]
    public async Task A_rollback_is_on_the_page_within_a_second_of_its_line_in_the_journal_with_the_numbers()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using ForeignModel model = await ForeignModel.StartAsync(dashboard.Gateway, "failing");
        Rollout run = await model.StandingAsync();
        await model.UntilAsync(run.Id, "progressing");
        IPage page = await dashboard.OpenAsync();
        await page.GotoAsync($"/rollouts/{run.Id}");
        await ShowsAsync(page, "progressing");

        model.Candidate.Answer = HostAnswers.Status(500);
        Task<IJSHandle> shown = page.WaitForFunctionAsync("() => document.querySelector('h1 .chip')?.textContent === 'rolled back' && Date.now()");
        await using Load load = model.Load();
        Rollout ended = await model.UntilAsync(run.Id, "rolledBack");
        Event told = (await model.EventsAsync("rolloutChanged")).Single(line => line.To == "rolledBack");

        DateTimeOffset seen = DateTimeOffset.FromUnixTimeMilliseconds(await (await shown).JsonValueAsync<long>());
        Assert.InRange(seen - told.At, -Soon, Soon);
        await Assertions.Expect(page.Locator(".headline")).ToHaveTextAsync($"Version 2 was rolled back: {ended.Reason}.");
        await Assertions.Expect(page.Locator(".verbs button")).ToHaveTextAsync(["Retry"]);
    }

    [LongFact]
    public async Task A_page_that_loses_its_gateway_says_so_and_recovers_by_itself()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using Chromium chromium = await Chromium.StartAsync();
        IPage page = await chromium.OpenAsync(new Uri($"http://127.0.0.1:{gateway.AdminPort}"));
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByText("No models yet")).ToBeVisibleAsync();

        gateway.Process.Kill();
        await Assertions.Expect(page.GetByText("The connection to the gateway is lost")).ToBeVisibleAsync();
        await gateway.RestartAsync();
        await Assertions.Expect(page.GetByText("The connection to the gateway is lost")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByText("No models yet")).ToBeVisibleAsync();
    }

    private static async Task SayAsync(IPage page, string verb, string reason)
    {
        await page.Locator(".verbs").GetByRole(AriaRole.Button, new() { Name = verb }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static Task ShowsAsync(IPage page, string phase) => Assertions.Expect(page.Locator("h1 .chip")).ToHaveTextAsync(phase, new() { Timeout = 30_000 });

    [GeneratedRegex("/rollouts/[0-9a-f-]{36}$")]
    private static partial Regex RunAddress();
}
