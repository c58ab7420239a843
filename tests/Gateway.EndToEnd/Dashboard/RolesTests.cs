using Gateway.Contracts;
using Gateway.EndToEnd.Access;
using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>Who must sign in, and what a key then shows.</summary>
public sealed class RolesTests(KeyedGateway fixture) : IClassFixture<KeyedGateway>
{
    private Uri Address => new($"http://127.0.0.1:{fixture.Gateway.AdminPort}");

    [Fact]
    public async Task Nobody_is_in_without_a_key_and_the_key_stays_with_the_gateway()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using Chromium chromium = await Chromium.StartAsync();
        IPage page = await chromium.OpenAsync(Address);
        await page.GotoAsync("/models/digits");
        await Assertions.Expect(page).ToHaveURLAsync($"{Address}signin?back=%2Fmodels%2Fdigits");

        await EnterAsync(page, "gwk_wrong");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The key is unknown.");
        NewKey viewer = await fixture.KeyAsync("looks", "viewer");
        await EnterAsync(page, viewer.Key);
        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("looks");
        Assert.EndsWith("/models/digits", page.Url, StringComparison.Ordinal);

        BrowserContextCookiesResult cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "gateway");
        Assert.Equal((true, SameSiteAttribute.Strict, false), (cookie.HttpOnly, cookie.SameSite, cookie.Value.Contains(viewer.Key, StringComparison.Ordinal)));
        Assert.DoesNotContain(viewer.Key, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(401, (await page.APIRequest.GetAsync("/api/v1/models")).Status); // the API takes no cookie

        await page.GotoAsync("/signout");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/");
        await Assertions.Expect(page).ToHaveURLAsync($"{Address}signin");
    }

    [LongFact]
    public async Task A_role_sees_no_button_for_what_it_may_not_do_and_a_refusal_is_told_in_the_APIs_words()
    {
        Assert.SkipUnless(Chromium.IsThere, Chromium.Missing);
        await using Chromium chromium = await Chromium.StartAsync();
        await fixture.Gateway.PushAsync("digits", Digits.Artifact(2));
        Rollout run = await fixture.Gateway.Client.StartAsync(
            "digits", new RolloutSpec { Candidate = "2", Guards = Json.List("errors <= 2%"), Steps = Json.Of(new[] { new StepSpec { Weight = 10, MinDuration = "1h" }, new StepSpec { Weight = 50 } }) }, CancellationToken.None);
        await fixture.Gateway.UntilAsync(run.Id, now => now.Phase == "progressing", "progressing");

        Assert.Empty(await ButtonsAsync(chromium, "viewer", run));
        Assert.Equal(["Hold", "Roll back"], await ButtonsAsync(chromium, "publisher", run));
        Assert.Equal(["Hold", "Advance", "Promote", "Roll back"], await ButtonsAsync(chromium, "operator", run));

        NewKey other = await fixture.KeyAsync("others-models", "operator", "oth*");
        IPage page = await SignedInAsync(chromium, other.Key);
        await page.GotoAsync("/models/digits");
        await Assertions.Expect(page.GetByText("others-models may not view digits: it is for oth*.")).ToBeVisibleAsync();
        await fixture.Gateway.Client.DeleteKeyAsync(other.Id, "gone", CancellationToken.None);
        await Assertions.Expect(page).ToHaveURLAsync($"{Address}signin?back=%2Fmodels%2Fdigits");
    }

    private async Task<IReadOnlyList<string>> ButtonsAsync(Chromium chromium, string role, Rollout run)
    {
        IPage page = await SignedInAsync(chromium, (await fixture.KeyAsync($"a-{role}", role)).Key);
        await page.GotoAsync($"/rollouts/{run.Id}");
        await Assertions.Expect(page.Locator("h1 .chip")).ToHaveTextAsync("progressing");
        IReadOnlyList<string> buttons = await page.Locator(".verbs button").AllInnerTextsAsync();
        await page.Context.CloseAsync();
        return buttons;
    }

    private async Task<IPage> SignedInAsync(Chromium chromium, string key)
    {
        IPage page = await chromium.OpenAsync(Address);
        await page.GotoAsync("/signin");
        await EnterAsync(page, key);
        await Assertions.Expect(page.Locator(".who")).ToBeVisibleAsync();
        return page;
    }

    private static async Task EnterAsync(IPage page, string key)
    {
        await page.GetByLabel("Key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
