using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Whatever is sent to whichever call of the admin API is answered, with a problem where it is wrong, and the gateway goes on.</summary>
public sealed class AnyCallTests(Fleet fleet) : IClassFixture<Fleet>
{
    /// <summary>None has an address: what it would become is anybody's.</summary>
    private static readonly string[] Bodies =
    [
        """{"candidate":"2","policy":"careful","steps":[{"weight":5,"minDuration":"1m","minSamples":100}],"guards":["errors <= 2%",{"guard":"p99 <= 1.5x baseline","action":"hold"}],"bake":{"duration":"5m","oldWeight":5},"force":true}""",
        """{"weights":{"1":90,"2":10.25},"rules":[{"header":"x-tier","in":["gold"],"version":"2"}],"force":true,"reason":"é"}""",
        """{"policy":"default","timeout":"30s","hosts":2,"batching":{"maxBatchSize":8,"maxQueueDelay":"5ms","preferredBatchSizes":[4,8]},"ignoreInputs":["a"],"keepVersions":5}""",
        """{"name":"ci","role":"deploy","models":["still"],"expiresIn":"90d","requestsPerSecond":10,"requestsPerDay":1000}""",
        """{"version":"1","reason":"it is slow","approved":true,"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""",
    ];

    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Is_answered()
    {
        Call[] calls = await CallsAsync();
        Assert.True(calls.Length > 50);
        await Gen.Select(Gen.OneOf(calls), Mutations.Of("still", "1", "default", "2026-11-30T00:00:00Z", "10s"), Mutations.Of(Bodies), Gen.Bool).SampleAsync(
            async (call, value, body, mangled) =>
            {
                using HttpRequestMessage request = call.With(mangled ? value : "still", value, body);
                using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request);
                await WellAnsweredAsync(call, answer);
            },
            iter: Mutations.Cases(400));
        Assert.Equal(200, (int)(await _gateway.Admin.GetAsync("/api/v1/models/still")).StatusCode);
    }

    private static async Task WellAnsweredAsync(Call call, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, $"{call}: {(int)answer.StatusCode} {text}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        if ((int)answer.StatusCode >= 400 && text.Length > 0 && !call.Path.EndsWith("/try", StringComparison.Ordinal)) // which answers as the prediction port does
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal((int)answer.StatusCode, JsonDocument.Parse(text).RootElement.GetProperty("status").GetInt32());
        }
    }

    /// <summary>All but the one that ends the gateway, and what would be deleted that the others are asked about.</summary>
    private async Task<Call[]> CallsAsync() =>
    [
        .. from path in JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/swagger/v1/swagger.json")).RootElement.GetProperty("paths").EnumerateObject()
           where path.Name != "/api/v1/stop"
           from operation in path.Value.EnumerateObject()
           where operation.Name != "delete" || path.Name != "/api/v1/models/{model}"
           select new Call(operation.Name, path.Name, [.. Queries(operation.Value)]),
    ];

    private static IEnumerable<string> Queries(JsonElement operation) => operation.TryGetProperty("parameters", out JsonElement parameters)
        ? parameters.EnumerateArray().Where(parameter => parameter.Text("in") == "query").Select(parameter => parameter.Text("name")!) : [];

    private sealed record Call(string Method, string Path, string[] Queries)
    {
        /// <param name="model">In the place of the path's first name; the others are the value.</param>
        public HttpRequestMessage With(string model, string value, string body)
        {
            string path = string.Join('/', Path.Replace("{model}", Escaped(model), StringComparison.Ordinal).Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? Escaped(value) : part));
            string query = string.Join('&', Queries.Select(name => $"{name}={Escaped(value)}"));
            HttpRequestMessage request = new(HttpMethod.Parse(Method), new Uri($"{path}{(query.Length > 0 && value.Length % 2 == 0 ? $"?{query}" : "")}", UriKind.Relative));
            request.Content = Method is "get" or "head" ? null : new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        }

        private static string Escaped(string text) => Uri.EscapeDataString(text.Replace("\ud800", "", StringComparison.Ordinal));
    }
}
