using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

[Collection(nameof(DigitsGateway))]
public sealed class SplitTests(DigitsGateway digits)
{
    [Fact]
    public async Task At_ninety_ten_the_candidate_gets_99_to_101_of_1000()
    {
        await digits.SplitAsync(90, 10);
        Assert.InRange((await digits.CountAsync(1000))[1], 99, 101);
    }

    [Fact]
    public async Task A_sticky_key_stays_on_its_version()
    {
        await digits.SplitAsync(50, 50);
        Assert.Contains(50, await digits.CountAsync(50, ("x-routing-key", "alice")));
    }

    [Fact]
    public async Task Sticky_keys_are_spread_over_the_versions()
    {
        await digits.SplitAsync(50, 50);
        int second = 0;
        for (int user = 0; user < 100; user++)
        {
            second += (await digits.CountAsync(1, ("x-routing-key", $"user-{user}")))[1];
        }

        Assert.InRange(second, 20, 80); // fixed keys: the same every time unless the salt changes; then 6 standard deviations
    }

    [Fact]
    public async Task Another_sticky_header_is_effective_without_a_restart()
    {
        await digits.SplitAsync(50, 50);
        await digits.Gateway.Client.SetSettingsAsync(DigitsGateway.Model, new ModelSettings { StickyHeader = "x-user" }, CancellationToken.None);
        Assert.Contains(50, await digits.CountAsync(50, ("x-user", "alice")));
        Assert.DoesNotContain(50, await digits.CountAsync(50, ("x-routing-key", "alice")));
        await digits.Gateway.Client.SetSettingsAsync(DigitsGateway.Model, new ModelSettings(), CancellationToken.None);
    }

    [Fact]
    public async Task The_first_rule_that_matches_wins()
    {
        await digits.SplitAsync(100, 0, new TrafficRule("x-tenant", ["acme", "umbrella"], "2"), new TrafficRule("x-tenant", ["acme"], "1"), new TrafficRule("x-trial", ["yes"], "2"));
        Assert.Equal(5, (await digits.CountAsync(5, ("x-tenant", "acme")))[1]);
        Assert.Equal(5, (await digits.CountAsync(5, ("x-tenant", "other"), ("x-trial", "yes")))[1]);
        Assert.Equal(5, (await digits.CountAsync(5, ("x-tenant", "other")))[0]);
    }

    [Fact]
    public async Task A_pinned_version_answers_whatever_the_weights()
    {
        await digits.SplitAsync(100, 0);
        using HttpResponseMessage response = await digits.InferAsync("2", ("x-routing-key", "alice"));
        Assert.Equal("2", response.Version());
    }

    [Fact]
    public async Task Pinned_requests_take_no_turn_of_the_split()
    {
        await digits.SplitAsync(50, 50);
        int second = 0;
        for (int i = 0; i < 50; i++)
        {
            second += (await digits.CountAsync(2))[1];
            using HttpResponseMessage pinned = await digits.InferAsync("2");
        }

        Assert.InRange(second, 49, 51); // nπ ± 1 from a change of weights on
    }

    [Fact]
    public async Task A_change_of_weights_under_load_loses_no_request_and_is_in_force_when_it_is_answered()
    {
        await digits.SplitAsync(100, 0);
        await using Load load = new(digits.Gateway, DigitsGateway.Model, Digits.Rows, clients: 4);
        foreach ((decimal first, decimal second) in new[] { (0m, 100m), (100m, 0m), (50m, 50m), (0m, 100m) })
        {
            await Eventually.TrueAsync(Sent(load.Sent + 100), "a hundred requests");
            await digits.SplitAsync(first, second);
            int[] counts = await digits.CountAsync(20);
            Assert.InRange(counts[1], (int)second / 5 - (second == 50 ? 10 : 0), (int)second / 5 + (second == 50 ? 10 : 0));
        }

        await load.StopAsync();
        Assert.Equal(0, load.Failed);
        Func<bool> Sent(int count) => () => load.Sent >= count;
    }
}
