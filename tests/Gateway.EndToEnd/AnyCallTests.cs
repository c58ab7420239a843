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
        """{"reason":"it is slow","until":"2030-01-01T00:00:00Z"}""",
        """{"version":"1"}""",
        """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}""",
        """{"version":"1","reason":"it is slow","approved":true,"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""",
    ];

    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Is_answered()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "fuzzed");
        Contracts.Rollout run = await model.StandingAsync();
        Call[] calls = await CallsAsync();
        Assert.True(calls.Length > 50);
        string[] right = ["fuzzed", "1", "2", "default", "2026-11-30T00:00:00Z", "10s", "5", "true", $"{run.Id}"];
        Gen<string> text = Gen.Frequency((2, Gen.OneOf(right)), (1, Mutations.Of(right))), body = Gen.Frequency((1, Gen.OneOf(Bodies)), (2, Mutations.Of(Bodies)));
        Gen<(string Model, string Name, string Query)> words = Gen.Select(Gen.Frequency((3, Gen.Const("fuzzed")), (1, text)), text, text);
        int answered = 0;
        await Gen.Select(Gen.OneOf(calls), words, Gen.Int[0, 255], body).SampleAsync(
            async (call, given, some, sent) =>
            {
                using HttpRequestMessage request = call.With(given.Model, given.Name, given.Query, some, sent);
                using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request);
                await WellAnsweredAsync(call, answer);
                Interlocked.Add(ref answered, answer.IsSuccessStatusCode ? 1 : 0);
            },
            iter: Mutations.Cases(400));
        Assert.True(answered > Mutations.Cases(400) / 10, $"only {answered} were right");
        Assert.Equal(200, (int)(await _gateway.Admin.GetAsync("/api/v1/models/fuzzed")).StatusCode);
    }

    private static async Task WellAnsweredAsync(Call call, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is < 500 or 507, $"{call}: {(int)answer.StatusCode} {text}");
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
        /// <param name="model">In the place of the path's model.</param>
        /// <param name="name">In the place of every other name in the path.</param>
        /// <param name="query">The value of each parameter.</param>
        /// <param name="some">A bit for each of its parameters: those that are given.</param>
        public HttpRequestMessage With(string model, string name, string query, int some, string body)
        {
            string path = string.Join('/', Path.Replace("{model}", Escaped(model), StringComparison.Ordinal).Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? Escaped(name) : part));
            string[] given = [.. Queries.Where((_, place) => (some >> place & 1) == 1).Select(one => $"{one}={Escaped(query)}")];
            HttpRequestMessage request = new(HttpMethod.Parse(Method), new Uri($"{path}{(given.Length > 0 ? $"?{string.Join('&', given)}" : "")}", UriKind.Relative));
            request.Content = Method is "get" or "head" ? null : new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        }

        private static string Escaped(string text) => Uri.EscapeDataString(text.Replace("\ud800", "", StringComparison.Ordinal));
    }
}
