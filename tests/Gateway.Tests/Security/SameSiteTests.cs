using Gateway.Security;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Security;

public sealed class SameSiteTests
{
    [Theory]
    [InlineData("127.0.0.1:8002", null, null, true)] // curl, gwctl
    [InlineData("localhost:8002", "same-origin", "http://localhost:8002", true)]
    [InlineData("[::1]:8002", "none", null, true)]
    [InlineData("127.0.0.1:8002", "cross-site", "https://elsewhere.example", false)]
    [InlineData("127.0.0.1:8002", "same-site", "http://127.0.0.1:9999", false)]
    [InlineData("127.0.0.1:8002", null, "http://127.0.0.1:9999", false)]
    [InlineData("127.0.0.1:8002", null, "null", false)]
    [InlineData("rebound.example:8002", null, null, false)]
    public void A_page_of_another_site_may_change_nothing(string host, string? site, string? origin, bool may) =>
        Assert.Equal(may, SameSite.Refusal(Request("POST", host, site, origin), onlyLocal: true) is null);

    [Fact]
    public void Reading_across_sites_is_the_browsers_to_refuse_and_a_name_turned_to_this_address_is_ours()
    {
        Assert.Null(SameSite.Refusal(Request("GET", "127.0.0.1:8002", "cross-site", "https://elsewhere.example"), onlyLocal: true));
        Assert.NotNull(SameSite.Refusal(Request("GET", "rebound.example:8002", null, null), onlyLocal: true));
    }

    [Fact]
    public void Beyond_loopback_any_name_of_the_gateway_will_do_and_other_sites_still_steer_nothing()
    {
        Assert.Null(SameSite.Refusal(Request("GET", "gateway:8002", null, null), onlyLocal: false)); // Prometheus, by the service's name
        Assert.Null(SameSite.Refusal(Request("POST", "gateway:8002", "same-origin", "https://gateway.example"), onlyLocal: false)); // through a proxy
        Assert.NotNull(SameSite.Refusal(Request("POST", "gateway:8002", "cross-site", "https://elsewhere.example"), onlyLocal: false));
    }

    [Fact]
    public void A_socket_is_no_reading()
    {
        HttpRequest foreign = Request("GET", "127.0.0.1:8002", "cross-site", "https://elsewhere.example"), own = Request("GET", "127.0.0.1:8002", "same-origin", "http://127.0.0.1:8002");
        foreign.Headers.Upgrade = own.Headers.Upgrade = "websocket";

        Assert.NotNull(SameSite.Refusal(foreign, onlyLocal: true));
        Assert.Null(SameSite.Refusal(own, onlyLocal: true));
    }

    private static HttpRequest Request(string method, string host, string? site, string? origin)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = (method, new HostString(host));
        request.Headers["Sec-Fetch-Site"] = site;
        request.Headers.Origin = origin;
        return request;
    }
}
