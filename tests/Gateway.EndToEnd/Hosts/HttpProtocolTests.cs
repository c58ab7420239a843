using System.Net;
using System.Text;
using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary><c>"protocol":"http"</c>: any service behind <c>/models/{m}/{path}</c>.</summary>
public sealed class HttpProtocolTests(ForeignHosts hosts) : IClassFixture<ForeignHosts>
{
    private GatewayProcess Gateway => hosts.Gateway;

    [Fact]
    public async Task Method_path_query_and_body_arrive_as_they_were_sent()
    {
        await using ForeignHost host = await StartAsync("echo");
        using HttpRequestMessage request = new(HttpMethod.Patch, "/models/echo/a%20b/c?q=1&q=%C3%A9&empty=") { Content = new StringContent("hello", Encoding.UTF8, "text/plain") };
        using HttpResponseMessage response = await Gateway.Prediction.SendAsync(request);
        Assert.Equal("PATCH /a%20b/c?q=1&q=%C3%A9&empty=", Assert.Single(response.Headers.GetValues("x-seen")));
        Assert.Equal("1", response.Version());
    }

    [Theory]
    [InlineData("root", "", "GET /")]
    [InlineData("slash", "/", "GET /")]
    [InlineData("query", "?q=1", "GET /?q=1")]
    [InlineData("pinned", "/versions/1/x", "GET /x")]
    public async Task The_models_own_path_is_cut_off(string model, string asked, string seen)
    {
        await using ForeignHost host = await StartAsync(model);
        using HttpResponseMessage response = await Gateway.Prediction.GetAsync($"/models/{model}{asked}");
        Assert.Equal(seen, Assert.Single(response.Headers.GetValues("x-seen")));
    }

    [Fact]
    public async Task The_health_path_is_what_is_probed()
    {
        await using ForeignHost host = await StartAsync("health");
        host.Ready = () => false;
        await Eventually.TrueAsync(async () => (await Gateway.Client.VersionAsync("health", "1", CancellationToken.None)).Hosts.Ready == 0, "the unhealthy host's end");
    }

    [Fact]
    public async Task A_sibling_answers_a_post_whose_host_resets()
    {
        await using ForeignHost sick = await ForeignHost.StartAsync("posts"), healthy = await ForeignHost.StartAsync("posts");
        sick.Answer = healthy.Answer = SayAsync;
        await RegisterAsync("posts", sick, healthy);
        sick.Answer = HostAnswers.ResetAsync;
        for (int i = 0; i < 20; i++)
        {
            using StringContent body = new($"body {i}");
            using HttpResponseMessage response = await Gateway.Prediction.PostAsync("/models/posts/x", body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("bare", "GET", "/v2/models/bare")]
    [InlineData("service", "POST", "/v2/models/service/infer")]
    public async Task A_service_is_not_asked_in_the_protocol_that_it_does_not_speak(string model, string method, string path)
    {
        await using ForeignHost host = await StartAsync(model);
        await RefusedAsync(method, path, $"/models/{model}");
    }

    [Theory]
    [InlineData("lease", "GET", "/models/lease/gateway/lease")]
    [InlineData("ignored", "PUT", "/models/ignored/versions/1/gateway/settings")]
    public async Task Nothing_but_the_protocol_of_a_model_host_is_in_reach(string model, string method, string path)
    {
        await using ForeignHost host = await ForeignHost.StartAsync(model);
        await hosts.RegisterAsync(model, host);
        await RefusedAsync(method, path, $"/v2/models/{model}");
    }

    private async Task RefusedAsync(string method, string path, string says)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await Gateway.Prediction.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($" {says}.", await response.ErrorAsync(), StringComparison.Ordinal);
    }

    private static Task SayAsync(HttpContext context)
    {
        context.Response.Headers["x-seen"] = $"{context.Request.Method} {context.Request.Path.ToUriComponent()}{context.Request.QueryString}";
        return Task.CompletedTask;
    }

    private async Task<ForeignHost> StartAsync(string model)
    {
        ForeignHost host = await ForeignHost.StartAsync(model);
        host.Answer = SayAsync;
        await RegisterAsync(model, host);
        return host;
    }

    private async Task RegisterAsync(string model, params ForeignHost[] all)
    {
        await Gateway.Client.RegisterAsync(model, new VersionRegistration { Hosts = Json.List([.. all.Select(host => host.Url)]), Protocol = "http", HealthPath = "/healthz" }, CancellationToken.None);
        await Eventually.TrueAsync(
            async () =>
            {
                using HttpResponseMessage response = await Gateway.Prediction.GetAsync($"/models/{model}/");
                return all.All(host => !host.Seen.IsEmpty);
            },
            $"traffic for every host of {model}", otherwise: () => Gateway.Process.Output);
    }
}
