using System.Net;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>Where foreign hosts are, what they are called and what they are told.</summary>
public sealed class HostAddressTests(ForeignHosts hosts) : IClassFixture<ForeignHosts>
{
    private GatewayProcess Gateway => hosts.Gateway;

    [Fact]
    public async Task Changed_addresses_get_the_traffic_and_no_request_is_lost()
    {
        await using ForeignHost old = await ForeignHost.StartAsync("moves"), one = await ForeignHost.StartAsync("moves"), two = await ForeignHost.StartAsync("moves");
        await hosts.RegisterAsync("moves", old);
        await using Load load = new(Gateway, "moves", ["{}"], clients: 2);
        await Gateway.Client.SetHostsAsync("moves", "1", new HostsSpec { Addresses = Json.List(one.Url, two.Url) }, CancellationToken.None);
        await Eventually.TrueAsync(() => !one.Seen.IsEmpty && !two.Seen.IsEmpty, "traffic for the new hosts");
        await Eventually.TrueAsync(
            async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items.Count(host => host.Model == "moves") == 2, "the old host's end");
        int seen = old.Seen.Count;
        int sent = load.Sent;
        await Eventually.TrueAsync(() => load.Sent > sent + 100, "a hundred requests more");
        await load.StopAsync();
        Assert.Equal(seen, old.Seen.Count);
        Assert.Equal(0, load.Failed);
    }

    [Fact]
    public async Task The_old_host_serves_until_a_new_one_is_ready()
    {
        await using ForeignHost old = await ForeignHost.StartAsync("waits"), late = await ForeignHost.StartAsync("waits");
        bool ready = false;
        late.Ready = () => Volatile.Read(ref ready);
        await hosts.RegisterAsync("waits", old);
        await using Load load = new(Gateway, "waits", ["{}"], clients: 1);
        await Gateway.Client.SetHostsAsync("waits", "1", new HostsSpec { Addresses = Json.List(late.Url) }, CancellationToken.None);
        await Eventually.TrueAsync(
            async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items.Any(host => host is { Model: "waits", State: "unhealthy" }), "a look at the new host");
        int seen = old.Seen.Count;
        await Eventually.TrueAsync(() => old.Seen.Count > seen + 50, "traffic at the old host");
        Volatile.Write(ref ready, true);
        await Eventually.TrueAsync(() => !late.Seen.IsEmpty, "traffic at the new host");
        await load.StopAsync();
        Assert.Equal(0, load.Failed);
    }

    [Fact]
    public async Task A_host_may_know_the_model_by_another_name()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("theirs");
        List<string> paths = [];
        host.Answer = context =>
        {
            lock (paths)
            {
                paths.Add(context.Request.Path);
            }

            return HostAnswers.OkAsync(context);
        };
        await Gateway.Client.RegisterAsync("ours", new VersionRegistration { Hosts = Json.List(host.Url), ServedAs = new ServedAs("theirs", null) }, CancellationToken.None);
        await hosts.AllTakeTrafficAsync("ours", host);
        using HttpResponseMessage response = await Gateway.InferAsync("ours", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(paths, path => Assert.Equal("/v2/models/theirs/infer", path));
    }

    [Fact]
    public async Task Headers_reach_the_host_and_their_values_are_never_shown()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("secret");
        await Gateway.Client.RegisterAsync(
            "secret",
            new VersionRegistration { Hosts = Json.List(host.Url), Headers = new Dictionary<string, string> { ["authorization"] = "env:LANG", ["x-plain"] = "hush-hush" } },
            CancellationToken.None);
        await hosts.AllTakeTrafficAsync("secret", host);
        IHeaderDictionary seen = host.Seen.First();
        Assert.Equal(("en_US.UTF-8", "hush-hush"), (seen.Authorization.ToString(), seen["x-plain"].ToString())); // LANG: as RunningProcess sets it
        foreach (string path in new[] { "/models/secret/versions/1", "/models/secret/versions/1/hosts", "/hosts", "/events", "/models/secret" })
        {
            string shown = (await Gateway.CallAsync(HttpMethod.Get, path)).Body.GetRawText();
            Assert.DoesNotContain("hush-hush", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("en_US", shown, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hush-hush", Gateway.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_headers_reach_a_host_that_stays()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("rotated");
        await hosts.RegisterAsync("rotated", host);
        await Gateway.Client.SetHostsAsync(
            "rotated", "1", new HostsSpec { Addresses = Json.List(host.Url), Headers = new Dictionary<string, string> { ["authorization"] = "second" } }, CancellationToken.None);
        await Eventually.TrueAsync(
            async () =>
            {
                using HttpResponseMessage response = await Gateway.InferAsync("rotated", "{}");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return host.Seen.Last().Authorization == "second";
            },
            "the new header");
    }

    [Fact]
    public async Task Wrong_addresses_are_refused_with_all_that_is_wrong()
    {
        (int status, JsonElement problem) = await Gateway.CallAsync(HttpMethod.Post, "/models/nowhere/versions", new
        {
            hosts = new[] { "ftp://a:1", "not an address", "http://a:1/path" },
            protocol = "v3",
            healthPath = "healthz",
            headers = new Dictionary<string, string> { ["authorization"] = "env:NO_SUCH_VARIABLE" },
        });
        Assert.Equal(400, status);
        Assert.Equal(
            ["protocol", "healthPath", "hosts[0]", "hosts[1]", "hosts[2]", "headers.authorization"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task A_name_that_cannot_be_looked_up_waits_to_be()
    {
        Contracts.Version version = await Gateway.Client.RegisterAsync(
            "unknown-name", new VersionRegistration { Hosts = Json.List("http+dns://no-such-host.invalid:8000") }, CancellationToken.None);
        Assert.Equal("validating", version.State);
    }

    [Fact]
    public async Task A_version_whose_hosts_come_later_becomes_ready_when_they_do()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("later");
        Contracts.Version version = await Gateway.Client.RegisterAsync("later", new VersionRegistration { Hosts = Json.List("http://127.0.0.1:1") }, CancellationToken.None);
        Assert.Equal("validating", version.State);
        await Gateway.Client.SetHostsAsync("later", "1", new HostsSpec { Addresses = Json.List(host.Url) }, CancellationToken.None);
        await hosts.AllTakeTrafficAsync("later", host);
        Assert.Equal("ready", (await Gateway.Client.VersionAsync("later", "1", CancellationToken.None)).State);
    }
}
