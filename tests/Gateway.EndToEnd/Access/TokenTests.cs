using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Access;

/// <summary>Tokens of an issuer that the gateway trusts.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_allows_what_its_claims_say_wherever_the_issuers_keys_come_from(bool discovered)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        string file = Path.Combine(Paths.Temporary("jwks"), "keys.json");
        await File.WriteAllTextAsync(file, issuer.Keys);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            discovered ? ["--Jwt:Audience=gateway", $"--Jwt:Authority={issuer.Url}"] : ["--Jwt:Audience=gateway", $"--Jwt:KeysFile={file}", $"--Jwt:Issuer={issuer.Url}"]);

        Assert.Equal(401, await CallAsync(gateway, null));
        Assert.Equal(200, await CallAsync(gateway, issuer.Token("viewer")));
        Assert.Equal(200, await CallAsync(gateway, issuer.Token("stranger viewer")));
        Assert.Equal(403, await CallAsync(gateway, issuer.Token("stranger")));
        Assert.Equal(403, await CallAsync(gateway, issuer.Token("viewer", models: "fraud*"), "/api/v1/models/digits"));
        Assert.Equal(404, await CallAsync(gateway, issuer.Token("viewer", models: "fraud* dig*"), "/api/v1/models/digits"));
        Assert.Equal(403, await CallAsync(gateway, issuer.Token("viewer", models: ""), "/api/v1/models/digits")); // an empty list is none
        Assert.Equal(403, await CallAsync(gateway, issuer.Token("viewer"), "/api/v1/stop", HttpMethod.Post));
        Assert.Equal(200, await CallAsync(gateway, issuer.Token("operator"), "/api/v1/stop", HttpMethod.Post));
        gateway.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token("viewer"));
        JsonElement change = (await gateway.CallAsync(HttpMethod.Get, "/events?kind=freezeChanged")).Body.GetProperty("items")[0];
        Assert.Equal("token:alice", change.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_token_that_is_late_for_others_forged_or_unsigned_is_refused_without_a_word_of_it()
    {
        await using Issuer issuer = await Issuer.StartAsync(), other = await Issuer.StartAsync();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Jwt:Audience=gateway", $"--Jwt:Authority={issuer.Url}");
        string[] wrong =
        [
            issuer.Token("admin", lifetime: TimeSpan.FromMinutes(-5)), issuer.Token("admin", audience: "others"), issuer.Token("admin", algorithm: "none"), issuer.Token("admin", algorithm: "HS256"),
            other.Token("admin"), issuer.Token("admin")[..^6] + "AAAAAA", "nonsense", "a.b.c",
        ];

        foreach (string token in wrong)
        {
            Assert.Equal((token, 401), (token, await CallAsync(gateway, token)));
            Assert.DoesNotContain(token, gateway.Process.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tokens_of_an_issuer_that_is_away_are_refused_and_that_is_no_fault_of_ours()
    {
        string gone;
        await using (Issuer issuer = await Issuer.StartAsync())
        {
            gone = issuer.Token("admin");
            await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Jwt:Audience=gateway", "--Jwt:Authority=http://127.0.0.1:9");
            (int status, string body, _) = await KeyedGateway.CallAsync(gateway.Prediction, gone, HttpMethod.Get, "/v2");
            Assert.Equal(401, status);
            Assert.StartsWith("{\"error\":", body, StringComparison.Ordinal);
            Assert.DoesNotContain("\"@l\":\"Error\"", gateway.Process.Output, StringComparison.Ordinal);
            Assert.Equal(401, await CallAsync(gateway, gone));
        }
    }

    private static async Task<int> CallAsync(GatewayProcess gateway, string? token, string path = "/api/v1/models", HttpMethod? method = null) =>
        (await KeyedGateway.CallAsync(gateway.Admin, token, method ?? HttpMethod.Get, path, method is null ? null : "{}")).Status;
}
