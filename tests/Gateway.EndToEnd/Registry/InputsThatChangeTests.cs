using System.Globalization;
using System.Net;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>From 64 inputs to 65, with clients of both kinds; the model answers the sum of its inputs.</summary>
public sealed class InputsThatChangeTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    private static readonly string Of64 = Path.Combine(Paths.Models, "own", "inputs_64.onnx"), Of65 = Path.Combine(Paths.Models, "own", "inputs_65.onnx");

    private GatewayProcess Gateway => registry.Gateway;

    [Fact]
    public async Task A_new_required_input_is_refused_with_the_three_ways_out()
    {
        using HttpResponseMessage first = await registry.PushAsync("refused", Of64), second = await registry.PushAsync("refused", Of65);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        string text = await second.Content.ReadAsStringAsync();
        Assert.All(["f64", "inputDefaults", "ignoreInputs", "?incompatible=allow"], word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_incompatible_version_that_is_allowed_is_pinned_at_will_and_weighted_by_force()
    {
        using HttpResponseMessage first = await registry.PushAsync("allowed", Of64), second = await registry.PushAsync("allowed", Of65, null, "?incompatible=allow");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        object split = new { weights = new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 }, watch = false };
        (int status, JsonElement problem) = await Gateway.CallAsync(HttpMethod.Put, "/models/allowed/traffic", split);
        Assert.Equal(409, status);
        Assert.Contains("\"force\":true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(65.0, await Eventually.GetAsync<object>(async () => await SumAsync("allowed", 65, "2") is { } sum ? sum : null, "an answer of the pinned version"));
        (int forced, _) = await Gateway.CallAsync(HttpMethod.Put, "/models/allowed/traffic", new { weights = new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 }, watch = false, force = true });
        Assert.Equal(200, forced);
    }

    [LongFact]
    public async Task Old_and_new_clients_lose_no_request_while_the_weights_move()
    {
        using HttpResponseMessage first = await registry.PushAsync("sum", Of64);
        await Gateway.ServesAsync("sum");
        await Gateway.Client.SetSettingsAsync("sum", new ModelSettings { IgnoreInputs = ["f64"] }, CancellationToken.None);
        await Eventually.TrueAsync(async () => await SumAsync("sum", 65) is 64, "the setting's effect on a host that runs");
        using HttpResponseMessage second = await registry.PushAsync("sum", Of65, """{"inputDefaults":{"f64":[0.5]}}""");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);

        await using Load load = new(Gateway, "sum", [Body(64), Body(65)], clients: 2);
        foreach (int weight in new[] { 10, 50, 90, 100 })
        {
            Dictionary<string, decimal> weights = new() { ["1"] = 100 - weight, ["2"] = weight };
            await Gateway.Client.SetTrafficAsync("sum", new Traffic { Weights = weights }, CancellationToken.None);
            int sent = load.Sent;
            await Eventually.TrueAsync(() => load.Sent > sent + 50, "fifty requests");
        }

        await load.StopAsync();
        Assert.Equal(0, load.Failed);
        Assert.Equal(2, load.Versions.Count);
        Assert.Equal((64.5, 65.0), (await SumAsync("sum", 64), await SumAsync("sum", 65)));
    }

    private async Task<double?> SumAsync(string model, int inputs, string? version = null)
    {
        using HttpResponseMessage response = await Gateway.InferAsync(model, Body(inputs), version);
        return response.IsSuccessStatusCode ? (await response.JsonAsync()).GetProperty("outputs")[0].GetProperty("data")[0].GetDouble() : null;
    }

    private static string Body(int inputs) => $$"""{"inputs":[{{string.Join(',', Enumerable.Range(0, inputs).Select(Input))}}]}""";

    private static string Input(int number) => string.Create(CultureInfo.InvariantCulture, $$"""{"name":"f{{number}}","shape":[1,1],"datatype":"FP32","data":[1]}""");
}
