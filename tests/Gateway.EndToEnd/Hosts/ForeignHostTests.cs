using System.Net;
using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>Hosts that answer slowly, reset, lie about their length, or fail: alone, and beside a healthy one.</summary>
public sealed class ForeignHostTests(ForeignHosts hosts) : IClassFixture<ForeignHosts>
{
    private GatewayProcess Gateway => hosts.Gateway;

    public static TheoryData<string, Func<HttpContext, Task>> Sick => new()
    {
        { "resets", HostAnswers.ResetAsync },
        { "promises", HostAnswers.PromiseAsync },
        { "fails", HostAnswers.Status(500) },
        { "is-away", HostAnswers.Status(503) },
    };

    [Fact]
    public async Task A_host_registered_by_address_is_probed_and_serves()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("plain");
        Contracts.Version version = await hosts.RegisterAsync("plain", host);
        Assert.Equal(("1", "ready"), (version.Number, version.State));
        Assert.Equal("x", Assert.Single(version.Signature!.Inputs).Name);
        using HttpResponseMessage response = await Gateway.InferAsync("plain", "{}");
        Assert.Equal("foreign", (await response.JsonAsync()).GetProperty("model_name").GetString());
        Assert.Equal(("1", "1"), (response.Version(), (await Gateway.Client.TrafficAsync("plain", CancellationToken.None)).Baseline));
    }

    [Theory]
    [MemberData(nameof(Sick))]
    public async Task A_healthy_sibling_answers_for_a_sick_host(string what, Func<HttpContext, Task> answer)
    {
        await using ForeignHost sick = await ForeignHost.StartAsync(what), healthy = await ForeignHost.StartAsync(what);
        await hosts.RegisterAsync(what, sick, healthy);
        sick.Answer = answer;
        for (int i = 0; i < 40; i++)
        {
            using HttpResponseMessage response = await Gateway.InferAsync(what, """{"inputs":[]}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("foreign", (await response.JsonAsync()).GetProperty("model_name").GetString());
        }

        Assert.True(sick.Seen.Count > 1, "the sick host was asked as well");
    }

    [Fact]
    public async Task A_lone_host_that_resets_is_a_502_that_names_the_version()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("alone-resets");
        await hosts.RegisterAsync("alone-resets", host);
        host.Answer = HostAnswers.ResetAsync;
        using HttpResponseMessage response = await Gateway.InferAsync("alone-resets", "{}");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("version 1 of alone-resets", await response.ErrorAsync(), StringComparison.Ordinal);
        Assert.Equal("1", response.Version());
    }

    [Fact]
    public async Task A_lone_host_that_promises_a_body_and_sends_none_is_a_502()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("alone-promises");
        await hosts.RegisterAsync("alone-promises", host);
        host.Answer = HostAnswers.PromiseAsync;
        using HttpResponseMessage response = await Gateway.InferAsync("alone-promises", "{}");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("version 1 of alone-promises", await response.ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_cut_short_never_looks_whole()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("alone-lies");
        await hosts.RegisterAsync("alone-lies", host);
        int failed = await FailedAsync("alone-lies");
        host.Answer = HostAnswers.LieAsync;
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(async () => (await Gateway.InferAsync("alone-lies", "{}")).EnsureSuccessStatusCode());
        }

        host.Answer = HostAnswers.OkAsync;
        using HttpResponseMessage response = await Gateway.InferAsync("alone-lies", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Eventually.TrueAsync(async () => await FailedAsync("alone-lies") == failed + 5, "five more failures counted"); // a client hears of it first
    }

    [Fact]
    public async Task A_host_that_fails_alone_is_passed_on_as_it_is()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("alone-fails");
        await hosts.RegisterAsync("alone-fails", host);
        host.Answer = HostAnswers.Status(500);
        using HttpResponseMessage response = await Gateway.InferAsync("alone-fails", "{}");
        Assert.Equal((HttpStatusCode.InternalServerError, "host says 500"), (response.StatusCode, await response.ErrorAsync()));
    }

    [Fact]
    public async Task Rejections_are_never_retried()
    {
        await using ForeignHost one = await ForeignHost.StartAsync("rejects"), other = await ForeignHost.StartAsync("rejects");
        await hosts.RegisterAsync("rejects", one, other);
        int seen = one.Seen.Count + other.Seen.Count;
        one.Answer = other.Answer = HostAnswers.Status(422);
        using HttpResponseMessage response = await Gateway.InferAsync("rejects", "{}");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal(seen + 1, one.Seen.Count + other.Seen.Count);
    }

    [Fact]
    public async Task A_host_that_hangs_is_a_504_after_the_models_timeout()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("hangs");
        await hosts.RegisterAsync("hangs", host);
        await Gateway.Client.SetSettingsAsync("hangs", new ModelSettings { Timeout = "200ms" }, CancellationToken.None);
        host.Answer = HostAnswers.HangAsync;
        using HttpResponseMessage response = await Gateway.InferAsync("hangs", "{}");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains("version 1 of hangs", await response.ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_ready_is_taken_out_and_comes_back()
    {
        await using ForeignHost moody = await ForeignHost.StartAsync("moody"), steady = await ForeignHost.StartAsync("moody");
        await hosts.RegisterAsync("moody", moody, steady);
        moody.Ready = () => false;
        await ReadyAsync("moody", 1);
        moody.Answer = HostAnswers.Status(503);
        int seen = moody.Seen.Count;
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await Gateway.InferAsync("moody", "{}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.InRange(moody.Seen.Count - seen, 0, 2); // what was on its way while the proxy learnt of it
        moody.Ready = () => true;
        await ReadyAsync("moody", 2);
    }

    [Fact]
    public async Task Without_a_healthy_host_it_is_a_503_that_says_which_version()
    {
        ForeignHost host = await ForeignHost.StartAsync("leaves");
        await hosts.RegisterAsync("leaves", host);
        await host.DisposeAsync();
        await ReadyAsync("leaves", 0);
        using HttpResponseMessage response = await Eventually.GetAsync(
            async () => await Gateway.InferAsync("leaves", "{}") is { StatusCode: HttpStatusCode.ServiceUnavailable } answer ? answer : null, "503");
        Assert.Contains("version 1 of leaves", await response.ErrorAsync(), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private async Task<int> FailedAsync(string model)
    {
        string series = $$"""gateway_attempts_total{model="{{model}}",version="1",assignment="randomised",outcome="failed"} """;
        string? line = (await Gateway.Admin.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[series.Length..], null);
    }

    private Task ReadyAsync(string model, int count) => Eventually.TrueAsync(
        async () => (await Gateway.Client.VersionAsync(model, "1", CancellationToken.None)).Hosts.Ready == count, $"{count} ready hosts of {model}");
}
