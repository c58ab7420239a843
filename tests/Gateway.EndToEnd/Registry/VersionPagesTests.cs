using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>A model's versions, page by page from either end.</summary>
public sealed class VersionPagesTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Versions_are_paged_from_the_oldest_or_back_from_the_newest()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "paged", versions: 5);
        Assert.Equal("1,2 → 2", await PageAsync("limit=2"));
        Assert.Equal("3,4 → 4", await PageAsync("limit=2&after=2"));
        Assert.Equal("3,4 →", await PageAsync("after=2&before=5"));
        Assert.Equal("4,5 →", await PageAsync("last=2"));
        Assert.Equal("2,3 →", await PageAsync("last=2&before=4"));
        Assert.Equal("1 →", await PageAsync("last=2&before=2"));
        Assert.Equal(["1", "2", "3", "4", "5"], (await Gwctl.JsonAsync(_gateway, "versions", "paged")).GetProperty("items").EnumerateArray().Select(version => version.Text("version")));
        Assert.Equal(["4", "5"], (await Gwctl.JsonAsync(_gateway, "versions", "paged", "--last", "2")).GetProperty("items").EnumerateArray().Select(version => version.Text("version")));
    }

    [Fact]
    public async Task Both_ends_at_once_and_what_is_no_number_are_refused_by_name()
    {
        using HttpResponseMessage answer = await _gateway.Admin.GetAsync("/api/v1/models/still/versions?last=0&after=1&before=x");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["after", "before", "last"], JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Problems().Keys.Order());
    }

    /// <returns>Its versions → the next page.</returns>
    private async Task<string> PageAsync(string query)
    {
        JsonElement page = JsonDocument.Parse(await _gateway.Admin.GetStringAsync($"/api/v1/models/paged/versions?{query}")).RootElement;
        string next = page.TryGetProperty("next", out JsonElement found) && found.GetString() is { } name ? $" {name}" : "";
        return $"{string.Join(',', page.GetProperty("items").EnumerateArray().Select(version => version.Text("version")))} →{next}";
    }
}
